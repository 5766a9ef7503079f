<?php
/**
 * Change how a user logs in: a second factor with a known secret and known recovery codes, a password that expired.
 *
 *     php second_factor.php --user Alice --secret ABCDEFGHIJKLMNOP --codes CODEONE,CODETWO
 *     php second_factor.php --user Alice --expire
 *
 * Runs in MediaWiki's folder. There is no API for either.
 */

use MediaWiki\Extension\OATHAuth\Key\TOTPKey;
use MediaWiki\MediaWikiServices;

require_once getcwd() . '/maintenance/Maintenance.php';

class SecondFactor extends Maintenance {

	public function __construct() {
		parent::__construct();
		$this->addOption( 'user', 'Whose login', true, true );
		$this->addOption( 'secret', 'Of the one-time codes, in base 32', false, true );
		$this->addOption( 'codes', 'Recovery codes, with commas between them', false, true );
		$this->addOption( 'expire', 'Let the password expire' );
	}

	public function execute() {
		$services = MediaWikiServices::getInstance();
		$user = $services->getUserFactory()->newFromName( $this->getOption( 'user' ) );
		if ( $this->hasOption( 'secret' ) ) {
			$codes = explode( ',', $this->getOption( 'codes', '' ) );
			$key = TOTPKey::newFromArray( [ 'secret' => $this->getOption( 'secret' ), 'scratch_tokens' => $codes ] );
			$factors = $services->getService( 'OATHUserRepository' );
			$owner = $factors->findByUser( $user );
			$owner->addKey( $key );
			if ( method_exists( $owner, 'setModule' ) ) { // 1.43 has none
				$owner->setModule( $services->getService( 'OATHAuth' )->getModuleByKey( 'totp' ) );
			}
			$factors->persist( $owner, '127.0.0.1' );
		}
		if ( $this->hasOption( 'expire' ) ) {
			$db = $this->getDB( DB_PRIMARY );
			$then = $db->timestamp( '20260105000000' );
			$db->update( 'user', [ 'user_password_expires' => $then ], [ 'user_id' => $user->getId() ], __METHOD__ );
		}
	}
}

$maintClass = SecondFactor::class;
require_once RUN_MAINTENANCE_IF_MAIN;
