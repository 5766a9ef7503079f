<?php
/**
 * Fill a fresh wiki: users, pages, files, and a little of what happens on a wiki.
 *
 *     php seed.php --accounts '[{"name": ..., "password": ..., "bot_name": ..., "bot_password": ..., "groups": [...]}]'
 *
 * Runs in MediaWiki's folder, once. Through MediaWiki's classes, not its API: a hundred times faster. All of it has
 * dates of its own, a minute apart, so that two machines have the same wiki.
 */

use MediaWiki\Extension\AbuseFilter\AbuseFilterServices;
use MediaWiki\Extension\AbuseFilter\Filter\MutableFilter;
use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\RevisionRecord;
use MediaWiki\Revision\SlotRecord;
use Wikimedia\Timestamp\ConvertibleTimestamp;

require_once getcwd() . '/maintenance/Maintenance.php';

class Seed extends Maintenance {

	private const START = '2026-01-05T08:00:00Z';
	private const OTHER_USERS = [ 'Vandal', 'Example', 'FooBot', 'Yuki', 'WikiSysop' ];

	private int $minutes = 0;
	private MediaWikiServices $services;

	public function __construct() {
		parent::__construct();
		$this->addOption( 'accounts', 'The users that tests log in as, in JSON', true, true );
	}

	public function execute() {
		$this->services = MediaWikiServices::getInstance();
		$this->tick();
		$this->dateTheInstaller();
		$this->addInterwikis();
		$this->addUsers( json_decode( $this->getOption( 'accounts' ), true ) );
		$this->addFiles();
		foreach ( require __DIR__ . '/pages.php' as [ $title, $who, $texts ] ) {
			foreach ( $texts as $n => $text ) {
				$this->edit( $title, $who, $text, $n );
			}
		}
		$this->addFilters();
		$this->letThingsHappen();
		$this->finish();
	}

	/** Let a minute pass. */
	private function tick(): void {
		ConvertibleTimestamp::setFakeTime( strtotime( self::START ) + 60 * $this->minutes++ );
	}

	/** What the installer made has the real time: without this, the main page's first revision would be its newest. */
	private function dateTheInstaller(): void {
		$db = $this->getDB( DB_PRIMARY );
		$then = $db->timestamp();
		foreach ( [ 'revision' => 'rev', 'recentchanges' => 'rc', 'logging' => 'log' ] as $table => $prefix ) {
			$db->update( $table, [ "{$prefix}_timestamp" => $then ], '*', __METHOD__ );
		}
		$db->update( 'user', [ 'user_registration' => $then ], '*', __METHOD__ );
	}

	private function addInterwikis(): void {
		$rows = [];
		foreach ( [ 'de', 'fr', 'ja', 'wikibooks' ] as $prefix ) {
			$rows[] = [
				'iw_prefix' => $prefix, 'iw_url' => "https://$prefix.example.org/wiki/$1", 'iw_api' => '', 'iw_wikiid' => '',
				'iw_local' => 0, 'iw_trans' => 0,
			];
		}
		$this->getDB( DB_PRIMARY )->replace( 'interwiki', 'iw_prefix', $rows, __METHOD__ );
	}

	private function addUsers( array $accounts ): void {
		foreach ( $accounts as $account ) {
			$user = $this->addUser( $account['name'] );
			[ 'password' => $password ] = $account;
			$user->changeAuthenticationData( [ 'username' => $user->getName(), 'password' => $password, 'retype' => $password ] );
			foreach ( $account['groups'] as $group ) {
				$this->services->getUserGroupManager()->addUserToGroup( $user, $group );
			}
			$this->addBotPassword( $user, explode( '@', $account['bot_name'] )[1], $account['bot_password'] );
		}
		foreach ( self::OTHER_USERS as $name ) {
			$this->addUser( $name );
		}
	}

	private function addUser( string $name ): User {
		$this->tick();
		$user = $this->services->getUserFactory()->newFromName( $name );
		if ( !$user->isRegistered() ) {
			$user->addToDatabase();
			// As at a real sign-up: the log's entry is what list=logevents and new users' lists show.
			$entry = new ManualLogEntry( 'newusers', 'create' );
			$entry->setPerformer( $user );
			$entry->setTarget( $user->getUserPage() );
			$entry->setParameters( [ '4::userid' => $user->getId() ] );
			$entry->publish( $entry->insert() );
		}
		$user->setEmail( strtolower( $name ) . '@example.org' );
		$user->setEmailAuthenticationTimestamp( wfTimestampNow() );
		$user->saveSettings();
		DeferredUpdates::doUpdates();
		return $user;
	}

	private function addBotPassword( User $user, string $appId, string $password ): void {
		$grants = $this->services->getGrantsInfo()->getValidGrants();
		$new = BotPassword::newUnsaved( [ 'user' => $user, 'appId' => $appId, 'grants' => $grants ] );
		$this->check( $new->save( 'insert', $this->services->getPasswordFactory()->newFromPlaintext( $password ) ) );
	}

	private function edit( string $title, string $who, string $text, int $n = 0 ): void {
		$this->tick();
		$target = Title::newFromText( $title );
		if ( !$target ) {
			$this->fatalError( "Not a title: $title" );
		}
		$updater = $this->services->getWikiPageFactory()->newFromTitle( $target )->newPageUpdater( $this->user( $who ) );
		$updater->setContent( SlotRecord::MAIN, ContentHandler::makeContent( $text, $target ) );
		if ( $who === 'Bot' && $n % 5 === 1 ) {
			$updater->addTag( 'seeded' );
		}
		$summary = $n ? "Change $n of [[$title]]" : "Start '$title'";
		$flags = ( $who === 'Bot' ? EDIT_FORCE_BOT : 0 ) | ( $n % 2 ? EDIT_MINOR : 0 );
		$updater->saveRevision( CommentStoreComment::newUnsavedComment( $summary ), $flags );
		$this->check( $updater->getStatus() );
		DeferredUpdates::doUpdates();
	}

	private function addFiles(): void {
		$photo = $this->photo();
		$this->upload( 'Albert Einstein Head.jpg', 'Alice', $photo );
		$this->upload( 'Example.jpg', 'Bob', $photo, '[[Category:Flip]]' );
		$this->upload( 'Test.jpg', 'Bob', $this->photo( 3 ) );
		$this->upload( 'Wiki.png', 'Admin', $this->png( 4, 4, "\x20\x40\x80" ), 'A blue square. [[Category:Foo]]' );
		$this->upload( 'Wiki.png', 'Alice', $this->png( 8, 6, "\x80\x20\x20" ) );
		$this->upload( 'Übung 日本.png', 'Alice', $this->png( 2, 3, "\x00\x80\x00" ) );
		$this->upload( 'Deleted file.png', 'Bob', $this->png( 5, 5, "\x10\x10\x10" ) );
		$circle = '<circle cx="10" cy="10" r="8" fill="teal"/>';
		$this->upload( 'Diagram.svg', 'Bob', "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\">$circle</svg>" );
		$this->upload( 'Notes.txt', 'Alice', "Some notes,\nin a text file.\n" );
	}

	private function upload( string $name, string $who, string $bytes, string $text = 'A file.' ): void {
		$this->tick();
		$path = tempnam( wfTempDir(), 'seed' );
		file_put_contents( $path, $bytes );
		$file = $this->services->getRepoGroup()->getLocalRepo()->newFile( Title::makeTitle( NS_FILE, strtr( $name, ' ', '_' ) ) );
		// The type is told by the name's ending, which the temporary file has not.
		$typed = "$path." . pathinfo( $name, PATHINFO_EXTENSION );
		rename( $path, $typed );
		$this->check( $file->upload( $typed, "Upload $name", $text, 0, false, false, $this->user( $who ) ) );
		DeferredUpdates::doUpdates();
		unlink( $typed );
	}

	/** Filters that catch only who means to be caught. */
	private function addFilters(): void {
		foreach ( [
			'Warned' => [ 'warn' => [ 'abusefilter-warning' ] ],
			'Disallowed' => [ 'disallow' => [] ],
			'Tagged' => [ 'tag' => [ 'caught' ] ],
			'Hidden' => [],
			'Not promoted' => [ 'blockautopromote' => [], 'disallow' => [] ],
		] as $name => $actions ) {
			$this->tick();
			$filter = MutableFilter::newDefault();
			$filter->setName( $name );
			$filter->setGroup( 'default' );
			$filter->setRules( "added_lines contains \"To be caught: $name\"" );
			$filter->setComments( "For tests." );
			$filter->setHidden( $name === 'Hidden' );
			$filter->setActions( $actions );
			$none = MutableFilter::newDefault();
			$saved = AbuseFilterServices::getFilterStore()->saveFilter( $this->user( 'Admin' ), null, $filter, $none );
			if ( !$saved->isGood() ) {
				$this->fatalError( (string)$saved );
			}
			DeferredUpdates::doUpdates();
		}
	}

	/** A PNG of one colour, uncompressed: the same bytes with every zlib. */
	private function png( int $width, int $height, string $colour ): string {
		$chunk = static fn ( string $type, string $data ) => pack( 'N', strlen( $data ) ) . $type . $data . pack( 'N', crc32( $type . $data ) );
		$rows = str_repeat( "\0" . str_repeat( $colour, $width ), $height );
		return "\x89PNG\r\n\x1a\n" . $chunk( 'IHDR', pack( 'NNC5', $width, $height, 8, 2, 0, 0, 0 ) ) .
			$chunk( 'IDAT', gzcompress( $rows, 0 ) ) . $chunk( 'IEND', '' );
	}

	private function photo( int $shade = 0 ): string {
		$image = imagecreatetruecolor( 64, 48 );
		for ( $x = 0; $x < 64; $x++ ) {
			imageline( $image, $x, 0, $x, 47, imagecolorallocate( $image, 4 * $x, 128, 20 * $shade ) );
		}
		ob_start();
		imagejpeg( $image, null, 80 );
		return ob_get_clean();
	}

	/** Moves, deletions, blocks: what leaves traces in logs and lists. */
	private function letThingsHappen(): void {
		$admin = $this->user( 'Admin' );
		$page = fn ( string $title ) => $this->services->getWikiPageFactory()->newFromTitle( Title::newFromText( $title ) );

		$this->tick();
		$move = $this->services->getMovePageFactory()->newMovePage( Title::newFromText( 'Name before the move' ), Title::newFromText( 'Name after the move' ) );
		$this->check( $move->move( $this->user( 'Alice' ), 'A better name', true ) );

		$this->tick();
		$this->check( $this->services->getDeletePageFactory()->newDeletePage( $page( 'Deleted page' ), $admin )->forceImmediate( true )->deleteUnsafe( 'Not needed' ) );

		$this->tick();
		$file = $this->services->getRepoGroup()->getLocalRepo()->newFile( 'Deleted file.png' );
		$this->check( $file->deleteFile( 'Not needed', $admin ) );
		$this->check( $this->services->getDeletePageFactory()->newDeletePage( $page( 'File:Deleted file.png' ), $admin )->forceImmediate( true )->deleteUnsafe( 'Not needed' ) );

		$this->tick();
		$cascade = false;
		$forever = [ 'edit' => 'infinity', 'move' => 'infinity' ];
		$this->check( $page( 'Protected page' )->doUpdateRestrictions( [ 'edit' => 'sysop', 'move' => 'sysop' ], $forever, $cascade, 'Too important', $admin ) );

		foreach ( [ 'Vandal' => 'infinity', '198.51.100.0/24' => '2099-01-01T00:00:00Z' ] as $target => $expiry ) {
			$this->tick();
			$this->check( $this->services->getBlockUserFactory()->newBlockUser( $target, $admin, $expiry, 'Vandalism' )->placeBlockUnsafe() );
		}

		$this->tick();
		$this->hideSecondRevision( Title::newFromText( 'Hidden history' ), $admin );

		foreach ( [ 'Main Page', 'Berlin', 'API', 'No such page' ] as $title ) {
			$this->services->getWatchlistManager()->addWatchIgnoringRights( $this->user( 'Alice' ), Title::newFromText( $title ) );
		}
		DeferredUpdates::doUpdates();
	}

	private function hideSecondRevision( Title $title, User $admin ): void {
		$store = $this->services->getRevisionLookup();
		$second = $store->getNextRevision( $store->getFirstRevision( $title ) );
		$context = new DerivativeContext( RequestContext::getMain() );
		$context->setUser( $admin );
		$list = RevisionDeleter::createList( 'revision', $context, $title, [ $second->getId() ] );
		$hidden = RevisionRecord::DELETED_TEXT | RevisionRecord::DELETED_COMMENT | RevisionRecord::DELETED_USER;
		$this->check( $list->setVisibility( [
			'value' => array_fill_keys( [ RevisionRecord::DELETED_TEXT, RevisionRecord::DELETED_COMMENT, RevisionRecord::DELETED_USER ], 1 ),
			'comment' => 'Private', 'bits' => $hidden,
		] ) );
	}

	/** Jobs, statistics and caches: as on a wiki that has run for a while. */
	private function finish(): void {
		$this->tick();
		DeferredUpdates::doUpdates();
		$done = $this->services->getJobRunner()->run( [ 'type' => false, 'maxJobs' => false, 'maxTime' => false, 'throttle' => false ] );
		$left = array_sum( array_map( static fn ( $type ) => $type->getSize(), $this->queues() ) );
		if ( $left ) {
			$this->fatalError( "$left jobs are left: " . json_encode( $done ) );
		}
		SiteStatsInit::doAllAndCommit( $this->getDB( DB_PRIMARY ), [ 'update' => true, 'activeUsers' => true ] );
		$this->runChild( UpdateSpecialPages::class, 'maintenance/updateSpecialPages.php' )->execute();
		$this->settle();
	}

	/** What MediaWiki draws by lot or takes from the real clock gets a fixed value. */
	private function settle(): void {
		$db = $this->getDB( DB_PRIMARY );
		$edited = '( SELECT rev_timestamp FROM revision WHERE rev_id = page_latest )';
		$spread = 'page_id * 0.6180339887 - CAST( page_id * 0.6180339887 AS INTEGER )';
		$db->query( "UPDATE page SET page_touched = $edited, page_random = $spread", __METHOD__ );
		$db->query( 'UPDATE filearchive SET fa_deleted_timestamp = ' . $db->addQuotes( $db->timestamp() ), __METHOD__ );
	}

	private function queues(): array {
		$group = $this->services->getJobQueueGroup();
		return array_map( static fn ( $type ) => $group->get( $type ), $group->getQueuesWithJobs() );
	}

	private function user( string $name ): User {
		$factory = $this->services->getUserFactory();
		return $factory->newFromName( $name ) ?: $factory->newAnonymous( $name );
	}

	private function check( StatusValue $status ): void {
		if ( !$status->isOK() ) {
			$this->fatalError( (string)$status );
		}
	}
}

$maintClass = Seed::class;
require_once RUN_MAINTENANCE_IF_MAIN;
