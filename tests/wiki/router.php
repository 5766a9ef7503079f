<?php
/**
 * What PHP's built-in server asks of every request: note it down, then say which file answers.
 *
 * Articles are at /wiki/Title, MediaWiki at /w/, uploaded files in the directory of this run. Each call of api.php is
 * a line of JSON in calls.jsonl, written before MediaWiki is run, so that whoever has the answer finds the line there.
 */

$mwtypedPath = rawurldecode( parse_url( 'http://wiki' . $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ?: '/' );

if ( $mwtypedPath === '/w/api.php' ) {
	$mwtypedCall = json_encode(
		[ 'method' => $_SERVER['REQUEST_METHOD'], 'query' => (object)$_GET, 'body' => (object)$_POST ],
		JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
	);
	file_put_contents( getenv( 'MWTYPED_WIKI_DIR' ) . '/calls.jsonl', "$mwtypedCall\n", FILE_APPEND | LOCK_EX );
	unset( $mwtypedCall );
}

if ( $mwtypedPath === '/' ) {
	header( 'Location: /wiki/Main_Page' );
	return true;
}

if ( str_starts_with( $mwtypedPath, '/w/images/' ) ) {
	$mwtypedRoot = realpath( getenv( 'MWTYPED_WIKI_DIR' ) . '/images' );
	$mwtypedFile = realpath( $mwtypedRoot . substr( $mwtypedPath, strlen( '/w/images' ) ) );
	if ( $mwtypedFile === false || !str_starts_with( $mwtypedFile, "$mwtypedRoot/" ) || !is_file( $mwtypedFile ) ) {
		http_response_code( 404 );
		return true;
	}
	header( 'Content-Type: ' . ( mime_content_type( $mwtypedFile ) ?: 'application/octet-stream' ) );
	header( 'Content-Length: ' . filesize( $mwtypedFile ) );
	readfile( $mwtypedFile );
	return true;
}

if ( str_starts_with( $mwtypedPath, '/wiki/' ) ) {
	$_SERVER['SCRIPT_NAME'] = '/w/index.php';
	$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/w/index.php';
	chdir( $_SERVER['DOCUMENT_ROOT'] . '/w' );
	require $_SERVER['SCRIPT_FILENAME'];
	return true;
}

// A file of MediaWiki's: the server runs or sends it by itself.
return false;
