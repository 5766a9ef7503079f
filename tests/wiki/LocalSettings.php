<?php
/**
 * Settings of the wikis that the tests use: MediaWiki 1.39 and 1.43, as Debian packs them, on loopback.
 *
 * The environment says where this wiki's own files are (MWTYPED_WIKI_DIR). Nothing here depends on the port or on the
 * path of a run, so that a copy of the files is a wiki of its own.
 */

if ( !defined( 'MEDIAWIKI' ) ) {
	exit;
}

$mwtypedDir = getenv( 'MWTYPED_WIKI_DIR' );

// Who it is. The address is the one that was asked for, whatever the port; PHP's own server has no proxy before it.
$wgSitename = 'Test wiki';
$wgMetaNamespace = 'Test_wiki';
$wgServer = WebRequest::detectServer();
$wgCanonicalServer = $wgServer;
$wgScriptPath = '/w';
$wgArticlePath = '/wiki/$1';
$wgUsePathInfo = true;
$wgLanguageCode = 'en';
$wgLocaltimezone = 'UTC';
$wgSecretKey = str_repeat( 'mwtyped!', 8 );
$wgAuthenticationTokenVersion = '1';

// One SQLite file. Its life is that of a test run, so it need not survive a power cut.
$wgDBtype = 'sqlite';
$wgDBname = 'wiki';
$wgSQLiteDataDir = "$mwtypedDir/db";
$wgDBservers = [ [
	'type' => 'sqlite',
	'dbname' => $wgDBname,
	'dbDirectory' => $wgSQLiteDataDir,
	'tablePrefix' => '',
	'load' => 1,
	'flags' => DBO_DEFAULT,
	'variables' => [ 'synchronous' => 'OFF' ],
] ];

// Everything that may be forgotten is in memory, which the server's workers share: no second writer in the database.
$wgMainCacheType = CACHE_ACCEL;
$wgMessageCacheType = CACHE_ACCEL;
$wgParserCacheType = CACHE_ACCEL;
$wgSessionCacheType = CACHE_ACCEL;
$wgCacheDirectory = "$mwtypedDir/cache";
$wgLocalisationCacheConf['store'] = 'array';
$wgResourceLoaderUseObjectCacheForDeps = true;

// Jobs run while seeding. Later only when a test asks: a random one of its requests must not do more than the others.
$wgJobRunRate = 0;

// No limits but the API's own: a test sends in a second what a person sends in an hour.
$wgRateLimits = [];
$wgPasswordAttemptThrottle = [];
$wgAccountCreationThrottle = [];
$wgAPIMaxResultSize = 64 * 1024 * 1024;
$wgPasswordPolicy['policies']['default'] = [];

// Rows of recent changes and of the site's statistics keep, although the seeded pages have dates of their own.
$wgRCMaxAge = 50 * 365 * 86400;

// Uploads: from files, from URLs on loopback, in chunks, through the stash.
$wgEnableUploads = true;
$wgUploadDirectory = "$mwtypedDir/images";
$wgUploadPath = "$wgScriptPath/images";
$wgDeletedDirectory = "$wgUploadDirectory/deleted";
$wgFileExtensions = [ 'png', 'gif', 'jpg', 'jpeg', 'webp', 'svg', 'pdf', 'txt', 'ogg' ];
$wgAllowCopyUploads = true;
$wgCopyUploadsFromSpecialUpload = true;
$wgGroupPermissions['user']['upload_by_url'] = true;
$wgMaxUploadSize = [ '*' => 100 * 1024 * 1024, 'url' => 100 * 1024 * 1024 ];
$wgUseImageMagick = false;
$wgSVGNativeRendering = true;
$wgDiff3 = '/usr/bin/diff3';

// What some modules need to be of any use: setpagelanguage, emailuser, echocreateevent, revisiondelete with suppress.
$wgPageLanguageUseDB = true;
$wgGroupPermissions['sysop']['pagelang'] = true;
$wgEnableEmail = true;
$wgEnableUserEmail = true;
$wgEmailAuthentication = false;
$wgEchoEnableApiEvents = true;
$wgEnableBotPasswords = true;
$wgGroupPermissions['suppress']['deletelogentry'] = true;
$wgGroupPermissions['suppress']['deleterevision'] = true;
$wgGroupPermissions['suppress']['hideuser'] = true;
$wgGroupPermissions['suppress']['suppressrevision'] = true;
$wgGroupPermissions['suppress']['viewsuppressed'] = true;
$wgGroupPermissions['suppress']['suppressionlog'] = true;
$wgGroupPermissions['sysop']['abusefilter-privatedetails'] = true;
$wgGroupPermissions['sysop']['oathauth-api-all'] = true;
$wgAbuseFilterActions['blockautopromote'] = true;
$wgParsoidSettings['linting'] = true;
// Imports have a source to name, though it is none that answers.
$wgImportSources = [ 'de' ];

// A failed test shows the wiki's own trace. Warnings of old code on a new PHP go to the server's log, not into a reply.
$wgShowExceptionDetails = true;
$wgDevelopmentWarnings = false;

// Nothing leaves the machine.
$wgPingback = false;
$wgUseInstantCommons = false;
$wgAllowExternalImages = false;

$wgDefaultSkin = 'vector';
foreach ( [ 'MonoBook', 'Timeless', 'Vector', 'MinervaNeue' ] as $name ) {
	if ( file_exists( "$IP/skins/$name/skin.json" ) ) {
		wfLoadSkin( $name );
	}
}

// Every extension that comes with MediaWiki, but for the one that asks strangers for a captcha.
foreach ( glob( "$IP/extensions/*/extension.json" ) as $file ) {
	$name = basename( dirname( $file ) );
	if ( $name !== 'ConfirmEdit' ) {
		wfLoadExtension( $name );
	}
}

// Scribunto's own Lua is for Intel only, and Debian leaves it out.
$wgScribuntoDefaultEngine = 'luastandalone';
$wgScribuntoEngineConf['luastandalone']['luaPath'] = '/usr/bin/lua5.1';
