//! Every SQL text of the store is prepared on both engines. The texts are read from the sources, so a new query is tried
//! without anybody adding it anywhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::on_both_engines;
use crate::support::{Engine, TestStore};

on_both_engines! {
    queries_prepare_on_both_engines;
}

/// The key store is another database with its own tables; its tests run its queries. The engine's and the migrator's
/// texts are few and run at every opening.
const OTHER_DATABASES: [&str; 1] = ["keys"];

/// Texts that end before values are put in: whoever uses them is tested on both engines.
const BEFORE_VALUES: [&str; 2] = ["SUPERSEDE", "WITH_FIRST"];

struct Source {
    name: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = Vec::new();
    collect(&folder, &folder, &mut found);
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if OTHER_DATABASES.iter().any(|other| name.starts_with(other)) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, found);
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            found.push(Source {
                name,
                text: product.to_owned(),
            });
        }
    }
}

/// The text of a Rust string literal that begins at the start of `source`: (text, what follows it).
fn literal(source: &str) -> (String, &str) {
    let mut text = String::new();
    let mut letters = source
        .strip_prefix('"')
        .unwrap_or_else(|| panic!("no literal at {source:.60}"))
        .char_indices();
    while let Some((position, letter)) = letters.next() {
        match letter {
            '"' => return (text, &source[position + 2..]),
            '\\' => match letters.next() {
                Some((_, '\n')) => {
                    let rest = letters.as_str();
                    let blank = rest.len() - rest.trim_start().len();
                    for _ in rest[..blank].chars() {
                        letters.next();
                    }
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, escaped)) => text.push(escaped),
                None => break,
            },
            other => text.push(other),
        }
    }
    panic!("a literal without an end: {source:.60}");
}

/// `macro_rules! name { ($tail:literal) => { concat!("…", …, $tail) } }`: the text before the tail, by name.
fn macros(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for part in text.split("macro_rules! ").skip(1) {
        let name = part.split([' ', '{']).next().unwrap().to_owned();
        if !part
            .split_once('=')
            .is_some_and(|(pattern, _)| pattern.contains("$tail:literal"))
        {
            continue;
        }
        let body = part
            .split_once("concat!(")
            .unwrap_or_else(|| panic!("the macro {name} has a tail and no concat!"))
            .1;
        let mut before_tail = String::new();
        let mut rest = body.trim_start();
        while rest.starts_with('"') {
            let (piece, after) = literal(rest);
            before_tail.push_str(&piece);
            rest = after.trim_start().trim_start_matches(',').trim_start();
        }
        assert!(rest.starts_with('$'), "the macro {name} does not end with its tail");
        found.insert(name, before_tail);
    }
    found
}

/// Every `const NAME: &str` of a file with its text.
fn constants(source: &Source) -> Vec<(String, String)> {
    let macros = macros(&source.text);
    let mut found = Vec::new();
    for part in source.text.split("const ").skip(1) {
        let Some((name, rest)) = part.split_once(": &str =") else {
            continue;
        };
        if !name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_') {
            continue;
        }
        let rest = rest.trim_start();
        let text = match rest.strip_prefix('"') {
            Some(_) => literal(rest).0,
            None => {
                let (called, inside) = rest
                    .split_once("!(")
                    .unwrap_or_else(|| panic!("{}: {name} is not a text", source.name));
                let before_tail = macros
                    .get(called)
                    .unwrap_or_else(|| panic!("{}: {name} calls {called}!", source.name));
                format!("{before_tail}{}", literal(inside.trim_start()).0)
            }
        };
        found.push((name.to_owned(), text));
    }
    found
}

fn is_sql(text: &str) -> bool {
    [
        "LOCK ", "ANALYZE ", "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "PRAGMA ", "WITH ",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

/// A prefix for bulk inserts becomes a whole statement with one row, one for lists of ids a statement with one id.
fn whole(text: &str) -> String {
    if text.ends_with("IN (") {
        return format!("{text}$1)");
    }
    if !text.starts_with("INSERT INTO") || text.contains("VALUES") || text.contains("SELECT ") {
        return text.to_owned();
    }
    let columns = bulk_columns(text);
    let places: Vec<String> = (1..=columns).map(|number| format!("${number}")).collect();
    format!("{text}VALUES ({})", places.join(", "))
}

fn bulk_columns(text: &str) -> usize {
    text.split_once('(').unwrap().1.split(',').count()
}

async fn queries_prepare_on_both_engines(engine: Engine) {
    let database = TestStore::new(engine).await;
    let mut raw = database.past_the_store().await;
    let mut problems = Vec::new();
    let mut prepared = 0;
    for source in sources() {
        for (name, text) in constants(&source) {
            // Locks, statistics and columns as arrays are PostgreSQL's only, joined rows SQLite's.
            let is_others = match engine {
                Engine::Sqlite => {
                    text.starts_with("LOCK ") || text.starts_with("ANALYZE ") || name.ends_with("_COLUMNS")
                }
                Engine::Postgres => name.ends_with("_PACKED"),
            };
            if !is_sql(&text) || is_others || BEFORE_VALUES.contains(&name.as_str()) {
                continue;
            }
            prepared += 1;
            if let Err(error) = raw.prepare(&whole(&text)).await {
                problems.push(format!("{}: {name}: {error}\n  {}", source.name, whole(&text)));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        prepared > 120,
        "only {prepared} queries found: has the way of writing them changed?"
    );
}

/// What the test above relies on: a query is always a named constant.
#[test]
fn every_query_is_a_named_constant() {
    for source in sources() {
        let names: Vec<String> = constants(&source)
            .into_iter()
            .filter(|(_, text)| is_sql(text))
            .map(|(name, _)| name)
            .collect();
        for call in [
            "sqlx::query(",
            "sqlx::query_as(",
            "sqlx::query_scalar(",
            "sqlx::raw_sql(",
            "QueryBuilder::new(",
            "bulk_insert!(tx, ",
        ] {
            for part in source.text.split(call).skip(1) {
                let argument = part.split([')', ',']).next().unwrap().trim();
                // The bulk macro's own argument, the migrator's compiled-in texts, and one loop over two named constants.
                let known = match source.name.as_str() {
                    "bulk.rs" => ["$prefix", "PREFIX"].contains(&argument),
                    "migrations.rs" => {
                        argument.starts_with("AssertSqlSafe(text") || names.iter().any(|name| name == argument)
                    }
                    "participants.rs" if argument == "one" => {
                        source.text.contains("in [(DERIVED, STORED), (STORED, DERIVED)]")
                    }
                    "settings.rs" if argument == "text" => source.text.contains("for text in [PUT, PUT_HISTORY]"),
                    _ => names.iter().any(|name| name == argument),
                };
                assert!(
                    known,
                    "{}: {call}{argument}…) is not a named constant, so nobody prepares it on both engines",
                    source.name
                );
            }
        }
        for name in &names {
            let uses = source.text.matches(name.as_str()).count();
            assert!(uses > 1, "{}: {name} is never used", source.name);
        }
    }
}

/// A bulk insert says how many columns it has: the number decides how many rows fit into one statement.
#[test]
fn bulk_inserts_count_their_columns() {
    let mut checked = 0;
    for source in sources().into_iter().filter(|source| source.name != "bulk.rs") {
        let texts: BTreeMap<String, String> = constants(&source).into_iter().collect();
        for part in source.text.split("bulk_insert!(tx, ").skip(1) {
            let mut arguments = part.split(',').map(str::trim);
            let (name, columns) = (arguments.next().unwrap(), arguments.next().unwrap());
            let binds = part.split("});").next().unwrap().matches("push_bind").count();
            let expected = bulk_columns(&texts[name]);
            assert_eq!(columns.parse::<usize>().unwrap(), expected, "{}: {name}", source.name);
            assert_eq!(binds, expected, "{}: {name} binds", source.name);
            checked += 1;
        }
    }
    assert!(checked >= 12, "{checked}");
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    assert_eq!(literal("\"a \\\n   b\\\"c\" tail"), ("a b\"c".to_owned(), " tail"));
    let macros = macros("macro_rules! in_list { ($tail:literal) => { concat!(\"SELECT 1 \", \"FROM t \", $tail) }; }");
    assert_eq!(macros["in_list"], "SELECT 1 FROM t ");
    let source = Source {
        name: "x.rs".to_owned(),
        text: "const A_B: &str = \"SELECT 1\";\nconst N: i64 = 2;\nconst C: &str =\n    \"x\";".to_owned(),
    };
    assert_eq!(
        constants(&source),
        [
            ("A_B".to_owned(), "SELECT 1".to_owned()),
            ("C".to_owned(), "x".to_owned())
        ]
    );
    assert_eq!(whole("INSERT INTO t (a, b) "), "INSERT INTO t (a, b) VALUES ($1, $2)");
}
