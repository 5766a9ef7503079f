<?php
/** What php-fpm does before each script: note a call of api.php down, as router.php does before PHP's own server. */

if ( $_SERVER['SCRIPT_NAME'] === '/w/api.php' ) {
	$mwtypedCall = json_encode(
		[ 'method' => $_SERVER['REQUEST_METHOD'], 'query' => (object)$_GET, 'body' => (object)$_POST ],
		JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
	);
	file_put_contents( getenv( 'MWTYPED_WIKI_DIR' ) . '/calls.jsonl', "$mwtypedCall\n", FILE_APPEND | LOCK_EX );
	unset( $mwtypedCall );
}
