<?php
/**
 * The pages of a seeded wiki, in the order of their making: [ title, who, [ text, later text, ... ] ].
 *
 * Among them is what the API's own examples name, so that these find something.
 */

$pages = [];

$add = static function ( string $title, string $who, string ...$texts ) use ( &$pages ) {
	$pages[] = [ $title, $who, $texts ];
};

// Templates and modules come first: pages that use them then need no second parse.
$add( 'Template:Stub', 'Admin', "''This page is a stub.''<includeonly>[[Category:Stubs]]</includeonly>" );
$add( 'Template:Nested', 'Alice', '{{Stub}} within {{{1|nothing}}}' );
$add( 'Template:Infobox city', 'Alice', "{| class=\"infobox\"\n! {{{name}}}\n|-\n| People: {{{people|unknown}}}\n|}" );
foreach ( [ 'Foobar', 'Phabricator' ] as $name ) {
	$data = '{"description": "A test", "params": {"1": {"label": "First", "type": "string", "required": true}}}';
	$add( "Template:$name", 'Bob', "{{{1}}}<noinclude><templatedata>$data</templatedata></noinclude>" );
}
$add( 'Module:Hello', 'Admin', "local p = {}\nfunction p.hello( frame )\n\treturn 'Hello, ' .. ( frame.args[1] or 'world' )\nend\nreturn p\n" );
$add( 'MediaWiki:Gadgets-definition', 'Admin', "== Tests ==\n* foo[ResourceLoader]|foo.js\n* bar[ResourceLoader|default]|bar.js" );
$add( 'MediaWiki:Gadget-foo.js', 'Admin', '// foo' );
$add( 'MediaWiki:Gadget-bar.js', 'Admin', '// bar' );
$add( 'MediaWiki:Spam-blacklist', 'Admin', 'spam\.example' );
$add( 'MediaWiki:Titleblacklist', 'Admin', 'Forbidden title.*' );

// Categories, nested.
$add( 'Category:Science', 'Admin', 'The top.' );
$add( 'Category:Physics', 'Admin', '[[Category:Science]]' );
$add( 'Category:Quantum physics', 'Alice', '[[Category:Physics]]' );
$add( 'Category:Cities', 'Alice', 'Cities, by name.' );
$add( 'Category:Stubs', 'Admin', '__HIDDENCAT__' );
foreach ( [ 'Foo', 'Bar', 'Flip' ] as $name ) {
	$add( "Category:$name", 'Bob', "[[Category:Science|$name]]" );
}

// Pages with a history, links of every kind, and properties.
$add( 'Main Page', 'Admin', "Welcome to the [[Project:Sandbox|sandbox]]. See [[API]], [[Berlin]] and [[Albert Einstein]].\n__NOTOC__" );
$add( 'Talk:Main Page', 'Bob', "== Hello ==\nIs anybody here? [[User:Bob|Bob]]", "== Hello ==\nIs anybody here? [[User:Bob|Bob]]\n:Yes." );
$add( 'Project:Sandbox', '192.0.2.5', 'Try it here.', "Try it here.\n\nMe too.", 'Try it here.' );
$add(
	'API', 'Alice', 'An application programming interface.',
	"An '''application programming interface'''. [https://www.example.org/ A site] and [//example.com/x another].",
	"An '''API''' in full. [https://www.example.org/ A site], [//example.com/x another], [[wikipedia:API]], [[wikibooks:Test]].\n" .
		"[[de:Programmierschnittstelle]] [[fr:Interface de programmation]] [[ja:アプリケーションプログラミングインタフェース]]\n" .
		"[[Category:Science]] {{Stub}}"
);
$add( 'API/Edit', 'Alice', 'A subpage of [[API]].' );
$add( 'API/Query', 'Bob', 'Another subpage of [[API]].' );
$add(
	'Albert Einstein', 'Alice', "A physicist.\n[[Category:Physics|Einstein, Albert]]",
	"[[File:Albert Einstein Head.jpg|thumb|His head]] A physicist, born in [[Ulm]].\n[[Category:Physics|Einstein, Albert]]\n" .
		"{{DEFAULTSORT:Einstein, Albert}} [[de:Albert Einstein]]"
);
$add( 'Therion', 'Bob', "'''Therion''' is ''used'' in an example.\n\n== More ==\nText after the first section. [[fr:Therion]]" );
$add( 'MediaWiki', 'Admin', "{{DISPLAYTITLE:mediaWiki}}Software.[[File:Wiki.png|100px]]\n[[Category:Foo]]" );
$add( 'Test', 'Bob', 'Test of {{Nested|Test}}. [[wikibooks:Test]] [[fr:Test]]', "Test of {{Nested|Test}}.\n== Section ==\nMore. [[wikibooks:Test]] [[fr:Test]]" );
$add( 'Foo', 'Alice', '[[Bar]] [[Category:Foo]]' );
$add( 'Bar', 'Bob', '[[Foo]] [[Category:Bar]]' );
$add( 'Meaning', 'Bob', 'The meaning of a word, for a search.' );
$add( 'Oldpage', 'Alice', 'An old page.', 'An old page, changed.' );
$add( 'Badtitle', 'Alice', 'A page with a bad title.' );
$add( 'Help:ParserFunctions', 'Admin', '{{#if: x | yes | no}}' );
$add( 'Lua', 'Admin', '{{#invoke:Hello|hello|Lua}}' );
$add( 'Formula', 'Alice', "<syntaxhighlight lang=\"python\">print(1)</syntaxhighlight> A note.<ref>Its source.</ref>\n<references />" );
$add( 'Protected page', 'Admin', 'Only for sysops.' );
$add( 'Hidden history', 'Vandal', 'Something nice.', 'Something that is hidden later.', 'Something nice again.' );
$add( 'Deleted page', 'Bob', 'This will be deleted.', 'This will be deleted soon.', 'This will be deleted now.' );
$add( 'Name before the move', 'Alice', 'This will be moved.' );
$add( 'Empty page', 'Alice', '' );
$add( 'Many revisions', 'Bot', ...array_map( static fn ( $n ) => "Revision $n of this page.", range( 1, 25 ) ) );
$add( 'Long page', 'Bot', "== Start ==\n" . implode( "\n\n", array_map( static fn ( $n ) => "=== Part $n ===\n" . str_repeat( "Words of part $n. ", 60 ), range( 1, 150 ) ) ) );
$add( 'Many links', 'Bot', implode( ' ', array_map( static fn ( $n ) => sprintf( '[[Station %02d]] [https://www.example.org/%d x]', $n, $n ), range( 1, 60 ) ) ) );

// One prefix, many pages.
$add( 'Berlin', 'Alice', "{{Infobox city|name=Berlin|people=3,700,000}}\n== Districts ==\n[[Berlin/Mitte]]\n[[Category:Cities]] [[de:Berlin]]" );
$add( 'Talk:Berlin', 'Alice', 'About the city.' );
$add( 'Berlin/Mitte', 'Bob', '[[Category:Cities]]' );
$add( 'Berlin/Mitte/Alexanderplatz', 'Bob', 'A square.' );
foreach ( [ 'Airport', 'Bear', 'Conference', 'Cathedral', 'Declaration', 'Marathon', 'Museum', 'Sky', 'Station', 'Tower', 'Wall', 'Zoo' ] as $n => $name ) {
	$add( "Berlin $name", $n % 2 ? 'Bob' : 'Alice', "A thing in [[Berlin]]: $name. {{Stub}}" );
}
foreach ( [ 'Berliner', 'Berlinale', 'Berlín', 'Berlin (Connecticut)', 'Bern', 'Ulm' ] as $name ) {
	$add( $name, 'Bob', "Not far from [[Berlin]] in the alphabet. [[Category:Cities|$name]]" );
}
foreach ( range( 1, 40 ) as $n ) {
	$add( sprintf( 'Station %02d', $n ), $n % 3 ? 'Bot' : 'Alice', sprintf( "Next: [[Station %02d]]. [[Category:Stations]]", $n % 40 + 1 ) );
}

// Redirects: one, two in a row, to a section, to nothing, in a circle, to another wiki.
foreach ( [
	'BER' => 'Berlin', 'Berlin, Germany' => 'BER', 'Mitte' => 'Berlin#Districts', 'Redirect to nothing' => 'No such page',
	'Circle A' => 'Circle B', 'Circle B' => 'Circle A', 'Redirect elsewhere' => 'wikipedia:Berlin', 'Relativity' => 'Albert Einstein',
] as $from => $to ) {
	$add( $from, 'Bob', "#REDIRECT [[$to]]" );
}

// Titles in many scripts, with marks that have no composed form, beyond the basic plane, from right to left.
foreach ( [
	'Ångström', 'Çedilla', 'Ελληνικά', 'Кириллица', 'Հայերեն', 'ქართული', 'עברית', 'العربية', 'فارسی', 'हिन्दी', 'বাংলা', 'தமிழ்', 'ไทย',
	'ភាសាខ្មែរ', '中文', '日本語', 'カタカナ', '한국어', 'አማርኛ', 'Tiếng Việt', 'İstanbul', 'ẞ', "Z\u{0324}\u{0308} combining", "q\u{0323}\u{0307}",
	'🦄', '👩‍👩‍👧‍👦 family', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢', '𐌲𐌿𐍄𐌹𐍃𐌺', 'Left العربية right', 'ﬁ ligature',
] as $title ) {
	$add( $title, 'Alice', "Its title is $title. [[Category:Titles in many scripts]]" );
}
// Titles whose characters mean something elsewhere: in URLs, in shells, in the API's own lists.
foreach ( [
	'AC/DC', 'C++', 'Rock & Roll', 'What?', '"Quoted"', "It's", '100%', '50% off', 'A=B', 'Semi;colon', 'Star*', '$HOME', 'Back\\slash',
	'Stop!', 'A, B and (C)', 'Colon: after', '.NET', '@home', '^', '`', 'Tilde~', '-', '0', 'None', 'True', '1.5',
] as $title ) {
	$add( $title, 'Bob', 'A title to trip over. [[Category:Titles to trip over]]' );
}

// Users' own pages.
$add( 'User:Alice', 'Alice', 'I am Alice.' );
$add( 'User:Alice/common.css', 'Alice', 'body { margin: 0 }' );
$add( 'User:Bob', 'Bob', 'I am Bob.' );
$add( 'User talk:Alice', 'Bob', "== Hi ==\nHello Alice. [[User:Bob|Bob]]" );
$add( 'User talk:192.0.2.5', 'Admin', 'Please log in.' );

return $pages;
