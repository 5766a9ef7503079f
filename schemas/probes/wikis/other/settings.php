<?php
// Who edits without an account gets a temporary one; 1.39 has none.
$wgAutoCreateTempUser['enabled'] = true;
// What shows only where it is set.
$wgLanguageCode = 'de-at';
$wgNoFollowNsExceptions = [ 1 ];
$wgRateLimits['edit'] = [ 'user' => [ 1000, 60 ], 'ip' => [ 1000, 60 ], 'newbie' => [ 900, 60 ] ];
$wgGroupsAddToSelf['user'] = [ 'bot' ];
$wgGroupsRemoveFromSelf['user'] = [ 'bot' ];
$wgRemoveCredentialsBlacklist = [];
$wgReauthenticateTime = [ 'default' => 36000 ];
$wgAutopromote['probe'] = [ '&', [ APCOND_EDITCOUNT, 10 ], [ APCOND_AGE, 86400 ] ];
$wgAutopromoteOnce['onEdit'] = [ 'probe2' => [ APCOND_EDITCOUNT, 100000 ] ];
