<?php
/**
 * An extension that nobody has seen: modules that read, each in another form, and some that must never be called.
 */

use MediaWiki\Api\ApiBase as Base;
use MediaWiki\Api\ApiQueryBase as QueryBase;
use MediaWiki\Api\ApiResult as Result;

if ( !class_exists( Base::class ) ) {
	class_alias( 'ApiBase', 'MediaWiki\Api\ApiBase' );
	class_alias( 'ApiQueryBase', 'MediaWiki\Api\ApiQueryBase' );
	class_alias( 'ApiResult', 'MediaWiki\Api\ApiResult' );
}

class ApiQueryShelfBooks extends QueryBase {
	public function __construct( $query, $name ) {
		parent::__construct( $query, $name, 'sb' );
	}

	public function execute() {
		$params = $this->extractRequestParams();
		$prop = array_flip( $params['prop'] );
		for ( $number = $params['offset']; $number < 60; $number++ ) {
			if ( $number - $params['offset'] >= $params['limit'] ) {
				$this->setContinueEnumParameter( 'offset', $number );
				break;
			}
			$book = [ 'id' => $number ];
			if ( isset( $prop['title'] ) ) {
				$book['title'] = "Book $number";
			}
			if ( isset( $prop['author'] ) ) {
				// Every third author is unknown, every fifth is withheld.
				$book += $number % 5 ? [ 'author' => $number % 3 ? "Author $number" : null ] : [ 'authorhidden' => true ];
			}
			if ( isset( $prop['lent'] ) ) {
				$book['lent'] = [ 'until' => $number % 2 ? 'infinity' : '2026-01-02T03:04:05Z', 'count' => $number ];
			}
			if ( isset( $prop['tags'] ) && $number % 4 ) {
				$book['tags'] = [ 'old', 'rare' ];
			}
			if ( isset( $prop['ratings'] ) ) {
				$book['ratings'] = [ "reader $number" => 5, "class" => 3 ];
			}
			$this->getResult()->addValue( [ 'query', 'shelfbooks' ], null, $book );
		}
		$this->getResult()->addIndexedTagName( [ 'query', 'shelfbooks' ], 'book' );
	}

	public function getAllowedParams() {
		return [
			'prop' => [ Base::PARAM_DFLT => 'title', Base::PARAM_ISMULTI => true, Base::PARAM_TYPE => [ 'title', 'author', 'lent', 'tags', 'ratings' ] ],
			'limit' => [ Base::PARAM_DFLT => 10, Base::PARAM_TYPE => 'limit', Base::PARAM_MIN => 1, Base::PARAM_MAX => 50, Base::PARAM_MAX2 => 500 ],
			'offset' => [ Base::PARAM_DFLT => 0, Base::PARAM_TYPE => 'integer' ],
		];
	}
}

class ApiQueryShelf extends QueryBase {
	public function __construct( $query, $name ) {
		parent::__construct( $query, $name, 'sh' );
	}

	public function execute() {
		foreach ( array_keys( $this->getPageSet()->getGoodTitles() ) as $id ) {
			$this->addPageSubItems( $id, [ [ 'name' => "Shelf of $id", 'full' => $id % 2 === 0 ] ] );
		}
	}
}

class ApiQueryShelfInfo extends QueryBase {
	public function execute() {
		$this->getResult()->addValue( [ 'query' ], 'shelfinfo', [ 'opened' => '2001-01-15T00:00:00Z', 'books' => 60, 'rooms' => [ '1' => 'Reading', '2' => 'Map' ] ] );
	}
}

class ApiShelfRead extends Base {
	public function execute() {
		$note = [ 'by' => 'A' ];
		Result::setContentValue( $note, 'content', 'Torn' );
		$this->getResult()->addValue( null, 'shelfread', [ 'page' => (int)$this->getParameter( 'page' ), 'content' => 'Once upon a time', 'note' => $note, 'last' => true ] );
	}

	public function getAllowedParams() {
		return [ 'page' => [ Base::PARAM_TYPE => 'integer', Base::PARAM_REQUIRED => true, Base::PARAM_MIN => 1 ] ];
	}
}

class ApiShelfRooms extends Base {
	public function execute() {
		$this->getResult()->addValue( null, 'shelfrooms', [ 'attic', 'cellar' ] );
	}
}

/** Answers only who knows the name of a room, with what stands there by its title. */
class ApiShelfRoom extends Base {
	private const BOOKS = [
		'attic' => [ 'Emma' => [ 'author' => 'Austen', 'year' => 1815 ], 'Faust' => [ 'author' => 'Goethe', 'year' => 1808 ] ],
		'cellar' => [ 'Hamlet' => [ 'author' => 'Shakespeare', 'year' => 1603 ] ],
	];

	public function execute() {
		$params = $this->extractRequestParams();
		if ( !isset( self::BOOKS[$params['room'] ?? ''] ) ) {
			$this->dieWithError( [ 'rawmessage', 'Say which.' ], 'shelf-noroom' );
		}
		$columns = array_flip( $params['columns'] );
		$books = array_map( static fn ( $book ) => array_intersect_key( $book, $columns ), self::BOOKS[$params['room']] );
		$this->getResult()->addValue( null, 'shelfroom', $books );
		$this->getResult()->addValue( null, 'dusty', $params['room'] === 'cellar' );
	}

	public function getAllowedParams() {
		return [
			'room' => null,
			'columns' => [ Base::PARAM_DFLT => 'author|year', Base::PARAM_ISMULTI => true, Base::PARAM_TYPE => [ 'author', 'year' ] ],
		];
	}
}

class ApiQueryShelfLog extends QueryBase {
	public function execute() {
		$this->getResult()->addValue( [ 'query', 'shelflog' ], 'entries', [ [ 'who' => 'A', 'when' => '2026-01-02T03:04:05Z' ] ] );
	}
}

class ApiQueryShelfPlan extends QueryBase {
	public function execute() {
		$this->getResult()->addValue( [ 'query', 'shelfplan' ], 'R1', [ 'width' => 3 ] );
	}
}

class ApiQueryShelfKey extends QueryBase {
	public function __construct( $query, $name ) {
		parent::__construct( $query, $name, 'sk' );
	}

	public function execute() {
		$this->checkUserRightsAny( 'shelfkey' );
	}

	public function getAllowedParams() {
		return [ 'lock' => [ Base::PARAM_TYPE => [ 'old', 'new', 'both' ], Base::PARAM_REQUIRED => true ] ];
	}
}

abstract class ApiShelfEffect extends Base {
	public function execute() {
		file_put_contents( getenv( 'MWTYPED_WIKI_DIR' ) . '/effects', static::class . "\n", FILE_APPEND );
		$this->getResult()->addValue( null, $this->getModuleName(), [ 'done' => true ] );
	}
}

class ApiShelfBuy extends ApiShelfEffect {
	public function needsToken() {
		return 'csrf';
	}

	public function isWriteMode() {
		return true;
	}

	public function mustBePosted() {
		return true;
	}
}

class ApiShelfPeek extends ApiShelfEffect {
	public function mustBePosted() {
		return true;
	}
}

class ApiShelfStamp extends ApiShelfEffect {
	public function isWriteMode() {
		return true;
	}

	public function mustBePosted() {
		return false;
	}
}

$wgAPIListModules['shelfbooks'] = ApiQueryShelfBooks::class;
$wgAPIPropModules['shelf'] = ApiQueryShelf::class;
$wgAPIMetaModules['shelfinfo'] = ApiQueryShelfInfo::class;
$wgAPIListModules['shelflog'] = ApiQueryShelfLog::class;
$wgAPIListModules['shelfplan'] = ApiQueryShelfPlan::class;
$wgAPIListModules['shelfkey'] = ApiQueryShelfKey::class;
$wgAPIModules['shelfread'] = ApiShelfRead::class;
$wgAPIModules['shelfroom'] = ApiShelfRoom::class;
$wgAPIModules['shelfrooms'] = ApiShelfRooms::class;
$wgAPIModules['shelfbuy'] = ApiShelfBuy::class;
$wgAPIModules['shelfpeek'] = ApiShelfPeek::class;
$wgAPIModules['shelfstamp'] = ApiShelfStamp::class;
$wgAvailableRights[] = 'shelfkey';
