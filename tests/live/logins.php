<?php
// Logins that no wiki has by itself: one that leads elsewhere, and one of somebody whom the wiki does not know.
$wgAuthManagerAutoConfig['primaryauth']['elsewhere'] = [
	'sort' => 200,
	'factory' => static fn () => new class extends MediaWiki\Auth\AbstractPrimaryAuthenticationProvider {
		public function getUniqueId() {
			return 'elsewhere';
		}

		public function accountCreationType() {
			return self::TYPE_LINK;
		}

		public function getAuthenticationRequests( $action, array $options ) {
			return $action === 'login' ? [ $this->button( 'elsewhere' ), $this->button( 'stranger' ) ] : [];
		}

		private function button( $name ) {
			$text = new RawMessage( $name );
			return new MediaWiki\Auth\ButtonAuthenticationRequest( $name, $text, $text );
		}

		public function beginPrimaryAuthentication( array $reqs ) {
			if ( MediaWiki\Auth\ButtonAuthenticationRequest::getRequestByName( $reqs, 'elsewhere' ) ) {
				$to = 'https://login.example/';
				return MediaWiki\Auth\AuthenticationResponse::newRedirect( [ $this->button( 'back' ) ], $to );
			}
			if ( MediaWiki\Auth\ButtonAuthenticationRequest::getRequestByName( $reqs, 'stranger' ) ) {
				$stranger = MediaWiki\Auth\AuthenticationResponse::newPass();
				$stranger->linkRequest = $stranger->createRequest = $this->button( 'elsewhere' );
				return $stranger;
			}
			return MediaWiki\Auth\AuthenticationResponse::newAbstain();
		}

		public function beginPrimaryAccountCreation( $user, $creator, array $reqs ) {
			return MediaWiki\Auth\AuthenticationResponse::newAbstain();
		}

		public function testUserExists( $username, $flags = 0 ) {
			return false;
		}

		public function providerAllowsAuthenticationDataChange( MediaWiki\Auth\AuthenticationRequest $req, $checkData = true ) {
			return StatusValue::newGood( 'ignored' );
		}

		public function providerChangeAuthenticationData( MediaWiki\Auth\AuthenticationRequest $req ) {
		}
	},
];

// A test logs in more often than a person, and each time with another code.
$wgOATHAuthWindowRadius = 100;
