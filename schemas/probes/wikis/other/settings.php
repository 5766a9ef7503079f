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
$wgWatchlistExpiry = true;

// A provider whose accounts can be linked: its buttons lead elsewhere, or come from somebody whom the wiki does not know.
$wgAuthManagerAutoConfig['primaryauth']['probe'] = [
	'sort' => 200,
	'factory' => static fn () => new class extends MediaWiki\Auth\AbstractPrimaryAuthenticationProvider {
		public function getUniqueId() {
			return 'probe';
		}

		public function accountCreationType() {
			return self::TYPE_LINK;
		}

		public function getAuthenticationRequests( $action, array $options ) {
			$buttons = [ 'login' => [ 'elsewhere', 'stranger' ], 'change' => [] ];
			return array_map( [ $this, 'button' ], $buttons[$action] ?? [ 'elsewhere' ] );
		}

		private function button( $name ) {
			$text = new RawMessage( "Go on: $name" );
			return new MediaWiki\Auth\ButtonAuthenticationRequest( $name, $text, $text );
		}

		private function answer( array $reqs ) {
			if ( MediaWiki\Auth\ButtonAuthenticationRequest::getRequestByName( $reqs, 'elsewhere' ) ) {
				$to = 'https://example.org/login';
				return MediaWiki\Auth\AuthenticationResponse::newRedirect( [ $this->button( 'back' ) ], $to, [ 'for' => 'probe' ] );
			}
			if ( MediaWiki\Auth\ButtonAuthenticationRequest::getRequestByName( $reqs, 'stranger' ) ) {
				$stranger = MediaWiki\Auth\AuthenticationResponse::newPass();
				$stranger->linkRequest = $stranger->createRequest = $this->button( 'elsewhere' );
				return $stranger;
			}
			return MediaWiki\Auth\AuthenticationResponse::newAbstain();
		}

		public function beginPrimaryAuthentication( array $reqs ) {
			return $this->answer( $reqs );
		}

		public function beginPrimaryAccountCreation( $user, $creator, array $reqs ) {
			return $this->answer( $reqs );
		}

		public function beginPrimaryAccountLink( $user, array $reqs ) {
			return $this->answer( $reqs );
		}

		public function continuePrimaryAccountLink( $user, array $reqs ) {
			return MediaWiki\Auth\AuthenticationResponse::newPass( $user->getName() );
		}

		public function testUserExists( $username, $flags = 0 ) {
			return false;
		}

		public function providerAllowsAuthenticationDataChange( MediaWiki\Auth\AuthenticationRequest $req, $checkData = true ) {
			return MediaWiki\Auth\ButtonAuthenticationRequest::getRequestByName( [ $req ], 'elsewhere' ) ? StatusValue::newGood() : StatusValue::newGood( 'ignored' );
		}

		public function providerChangeAuthenticationData( MediaWiki\Auth\AuthenticationRequest $req ) {
		}
	},
];

$linking = MediaWiki\Auth\ConfirmLinkSecondaryAuthenticationProvider::class;
$wgAuthManagerAutoConfig['secondaryauth'][$linking] = [ 'class' => $linking, 'sort' => 100 ];

// Whoever takes this name gets a second factor with known codes.
$wgHooks['LocalUserCreated'][] = static function ( $user ) {
	if ( $user->getName() === 'Second factor' ) {
		$codes = [ 'CODEONE', 'CODETWO', 'CODETHREE', 'CODEFOUR' ];
		$key = MediaWiki\Extension\OATHAuth\Key\TOTPKey::newFromArray( [ 'secret' => 'ABCDEFGHIJKLMNOP', 'scratch_tokens' => $codes ] );
		$services = MediaWiki\MediaWikiServices::getInstance();
		$factors = $services->getService( 'OATHUserRepository' );
		$owner = $factors->findByUser( $user );
		$owner->addKey( $key );
		if ( method_exists( $owner, 'setModule' ) ) {
			$owner->setModule( $services->getService( 'OATHAuth' )->getModuleByKey( 'totp' ) );
		}
		$factors->persist( $owner, '127.0.0.1' );
	}
};

// What the wiki says of itself only where it is set.
$wgFavicon = false;
$wgAllowExternalImages = true;
$wgExternalLinkTarget = '_blank';
$wgVariantArticlePath = '/$2/$1';
$wgGalleryOptions = [ 'captionLength' => 30, 'showBytes' => false, 'showDimensions' => false ];
$wgNoFollowDomainExceptions = [ 'example.org' ];
$wgNamespaceContentModels[NS_HELP] = 'wikitext';
$wgNamespaceProtection[NS_PROJECT] = [ 'editinterface', 'editprotected' ];
$wgShowHostnames = true;
$wgLocalInterwikis = [ 'de' ];
$wgExtraInterlanguageLinkPrefixes = [ 'wikibooks' ];
$wgInterlanguageLinkCodeMap = [ 'wikibooks' => 'no' ];
$wgSkipSkins = [ 'timeless' ];
$wgExtensionCredits['other'][] = [ 'name' => 'Probe of little' ];
$wgExtensionCredits['other'][] = [
	'name' => 'Probe of much', 'namemsg' => 'probe-name', 'description' => 'In words', 'descriptionmsg' => [ 'probe-words', 'a', 'b' ],
	'author' => [ 'One', 'Two' ], 'url' => 'https://example.org/', 'version' => '1', 'license-name' => 'MIT',
];
$wgAddGroups['bureaucrat'] = true;
$wgRemoveGroups['sysop'] = [ 'bot' ];
$wgLinterCategories['missing-image-alt-text'] = [ 'dbid' => 23, 'enabled' => true, 'priority' => 'none' ];
$wgGadgetsRepo = 'json+definition';

// Settings of single calls, which their `requestid` names.
$probe = $_REQUEST['requestid'] ?? '';
if ( $probe === 'read only' ) {
	$wgReadOnly = 'Moving to another server.';
} elseif ( $probe === 'variants' ) {
	$wgLanguageCode = 'zh';
} elseif ( $probe === 'scheduled' ) {
	$wgDeleteRevisionsBatchSize = 1;
} elseif ( $probe === 'mail' ) {
	$wgHooks['AlternateUserMailer'][] = static fn () => false;
} elseif ( $probe === 'mail with a warning' ) {
	$wgHooks['EmailUser'][] = static function ( $to, $from, $subject, $text, &$error ) {
		$error = Status::newGood();
		$error->warning( 'mailnologin' );
		return false;
	};
} elseif ( $probe === 'extension' ) {
	// What extensions may add to a page, though none of the bundled ones does.
	$wgHooks['TitleIsAlwaysKnown'][] = static function ( $title, &$known ) {
		$known = $known || $title->getText() === 'Known';
	};
	$wgHooks['ParserClearState'][] = static function ( $parser ) {
		$output = $parser->getOutput();
		$set = method_exists( $output, 'setNumericPageProperty' ) ? 'setNumericPageProperty' : 'setPageProperty';
		$output->$set( 'probe-count', 7 );
		$output->$set( 'probe-share', 0.5 );
		$output->addHeadItem( '<meta name="probe">', 'probe' );
		$output->setJsConfigVar( 'wgProbe', [ 'a' => 1 ] );
		$output->addModules( [ 'ext.probe' ] );
		$output->addModuleStyles( [ 'ext.probe.styles' ] );
	};
	$wgHooks['ParserAfterTidy'][] = static function ( $parser ) {
		$contents = method_exists( $parser->getOutput(), 'getTOCData' ) ? $parser->getOutput()->getTOCData() : null;
		if ( $contents ) {
			$contents->setExtensionData( 'probe', 1 );
			foreach ( $contents->getSections() as $section ) {
				$section->setExtensionData( 'probe', 1 );
			}
		}
	};
} elseif ( $probe === 'interwikis' ) {
	$wgExtensionFunctions[] = static function () {
		$rows = [];
		foreach ( [ 'no', 'be-x-old', 'sister' ] as $prefix ) {
			$rows[] = [
				'iw_prefix' => $prefix, 'iw_url' => "//$prefix.example.org/$1", 'iw_api' => "https://$prefix.example.org/api.php",
				'iw_wikiid' => 'sister', 'iw_local' => 1, 'iw_trans' => 1,
			];
		}
		$db = MediaWiki\MediaWikiServices::getInstance()->getDBLoadBalancer()->getConnection( DB_PRIMARY );
		$db->replace( 'interwiki', 'iw_prefix', $rows, 'probe' );
	};
} elseif ( $probe === 'git' ) {
	// As a maintenance script writes it down for wikis that are run from git.
	$wgGitInfoCacheDirectory = "$mwtypedDir/git";
	foreach ( [ '' => 'https://gerrit.wikimedia.org/r/mediawiki/core', '-extensions-Cite' => 'https://gerrit.wikimedia.org/r/mediawiki/extensions/Cite', '-extensions-Poem' => 'https://example.org/Poem' ] as $name => $from ) {
		$facts = [ 'head' => 'refs/heads/main', 'headSHA1' => sha1( $name ), 'headCommitDate' => $name === '-extensions-Poem' ? false : 1767600000, 'remoteURL' => $from, 'branch' => 'main' ];
		wfMkdirParents( $wgGitInfoCacheDirectory );
		file_put_contents( "$wgGitInfoCacheDirectory/info$name.json", json_encode( $facts ) );
	}
}

// What leaves traces in logs only where it is set; blocks of actions; who may see details, though not of hidden filters.
$wgEnablePartialActionBlocks = true;
$wgRCWatchCategoryMembership = true;
$wgLogSpamBlacklistHits = true;
$wgTitleBlacklistLogHits = true;
$wgTitleBlacklistBlockAutoAccountCreation = false; // Else a hit is found before it is logged.
$wgAbuseFilterNotifications = 'rc';
$wgAbuseFilterLogIP = false;
$wgAbuseFilterLogPrivateDetailsAccess = true;
$wgAbuseFilterEnableBlockedExternalDomain = true;
$wgAutopromoteOnce['onEdit']['probe3'] = [ '&', [ APCOND_EDITCOUNT, 1 ], APCOND_EMAILCONFIRMED ];
$wgGroupPermissions['sysop']['logentryimport'] = true;
$wgGroupPermissions['sysop']['abusefilter-privatedetails-log'] = true;
$wgGroupPermissions['user']['abusefilter-log-detail'] = true;
$wgHooks['WatchArticle'][] = static fn ( $user, $page ) => $page->getTitle()->getText() !== 'Unwatchable';
if ( $probe === 'proxy' ) {
	$wgProxyList = [ '127.0.0.1' ];
} elseif ( $probe === 'private' ) {
	$wgHiddenPrefs[] = 'realname';
	$wgRevokePermissions['user']['viewmyprivateinfo'] = true;
}

// Files: shared ones, of a folder and of this wiki itself; uploads done later; warnings of size and kind; by anybody.
if ( $probe === 'shared files' ) {
	if ( !is_dir( "$mwtypedDir/shared" ) ) {
		mkdir( "$mwtypedDir/shared" );
		foreach ( [ 'Probe_shared.png', 'Probe_shared_2.png' ] as $name ) {
			copy( "$wgUploadDirectory/b/bc/Wiki.png", "$mwtypedDir/shared/$name" );
		}
	}
	$wgForeignFileRepos[] = [
		'class' => FileRepo::class, 'name' => 'shared', 'directory' => "$mwtypedDir/shared", 'url' => "$wgScriptPath/shared", 'hashLevels' => 0,
		'descBaseUrl' => 'https://files.example.org/wiki/File:', 'articleUrl' => 'https://files.example.org/wiki/$1',
		'fetchDescription' => true, 'descriptionCacheExpiry' => 3600,
	];
	$wgForeignFileRepos[] = [ 'class' => FileRepo::class, 'name' => 'nowhere', 'directory' => "$mwtypedDir/nowhere" ];
	$wgForeignFileRepos[] = [ 'class' => ForeignAPIRepo::class, 'name' => 'itself', 'apibase' => "$wgServer/w/api.php", 'hashLevels' => 2 ];
} elseif ( $probe === 'upload later' ) {
	$wgEnableAsyncUploads = $wgEnableAsyncUploadsByURL = true;
} elseif ( $probe === 'upload warnings' ) {
	$wgUploadSizeWarning = 500;
	$wgStrictFileExtensions = false;
} elseif ( $probe === 'upload by anybody' || $probe === 'upload by nobody' ) {
	$wgGroupPermissions['*']['upload'] = true;
	$wgAutoCreateTempUser['enabled'] = $probe === 'upload by anybody';
}

// Who adds a link to a talk page and is no sysop is asked for a sum. Nothing else is.
wfLoadExtension( 'ConfirmEdit' );
$wgCaptchaTriggers = [ 'addurl' => false, 'createaccount' => false, 'badlogin' => false, 'badloginperuser' => false ];
$wgCaptchaTriggersOnNamespace[NS_TALK]['addurl'] = true;
