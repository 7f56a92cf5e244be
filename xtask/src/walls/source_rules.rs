use super::Violation;
use super::crate_table::row_of;
use super::rust_tokens::{Token, TokenKind};
use super::source_tree::{Place, SourceFile, SourceTree};

const MAY_HOLD_SQL: &[&str] = &["storage", "testkit"];
const MAY_READ_ENVIRONMENT: &[&str] = &["vedomost", "testkit", "xtask"];
const MOST_LINES: usize = 600;

/// Rules on what stands in Rust files.
pub fn violations(tree: &SourceTree) -> Vec<Violation> {
    let mut violations: Vec<Violation> = tree
        .rust_files()
        .flat_map(|file| {
            let mut violations = attributes(file);
            violations.extend(length(file));
            let product = file.product_tokens();
            violations.extend(sql(file, &product));
            violations.extend(environment(file, &product));
            violations.extend(store_in_handlers(file, &product));
            violations
        })
        .collect();
    // `std::env::var` is found by both of its halves.
    violations.dedup();
    violations
}

/// Only `storage` holds SQL.
fn sql(file: &SourceFile, product: &[Token]) -> Vec<Violation> {
    if is_one_of(file, MAY_HOLD_SQL) {
        return Vec::new();
    }
    let is_sql = |token: &&Token| match &token.kind {
        TokenKind::Word(word) => word == "sqlx",
        TokenKind::Text(text) => looks_like_sql(text),
        TokenKind::Sign(_) => false,
    };
    product
        .iter()
        .filter(is_sql)
        .map(|token| at(file, token, "SQL outside storage", "move it into crates/storage"))
        .collect()
}

/// A string that begins as a statement does. Ordinary sentences («Select a file») do not: where the first word is not
/// in capitals, more is asked for.
fn looks_like_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let upper: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
    let has = |word: &str| upper.iter().any(|own| own == word);
    let ([first, _, ..], [keyword, second, ..]) = (words.as_slice(), upper.as_slice()) else {
        return false;
    };
    let is_shouted = first == keyword;
    match (keyword.as_str(), second.as_str()) {
        ("SELECT", _) => is_shouted || has("FROM"),
        ("WITH", _) => is_shouted && has("AS"),
        ("PRAGMA", _) => is_shouted,
        ("UPDATE", _) => is_shouted && has("SET"),
        ("INSERT", "INTO") | ("DELETE", "FROM") => true,
        ("CREATE" | "ALTER" | "DROP", "TABLE" | "INDEX" | "DATABASE" | "VIEW" | "TRIGGER") => true,
        _ => false,
    }
}

/// Only the binary reads the environment.
fn environment(file: &SourceFile, product: &[Token]) -> Vec<Violation> {
    if is_one_of(file, MAY_READ_ENVIRONMENT) {
        return Vec::new();
    }
    product
        .windows(4)
        .filter(|window| {
            let [first, second, third, fourth] = window else {
                return false;
            };
            let path = second.is_sign(':') && third.is_sign(':');
            path && (first.is_word("std") && fourth.is_word("env") || first.is_word("env"))
        })
        .filter_map(<[Token]>::first)
        .map(|token| {
            let advice = "configuration is read by the binary and handed in";
            at(file, token, "environment", advice)
        })
        .collect()
}

/// Handlers call use cases, never the store.
fn store_in_handlers(file: &SourceFile, product: &[Token]) -> Vec<Violation> {
    if file.crate_name() != Some("web") {
        return Vec::new();
    }
    product
        .iter()
        .filter(|token| token.is_word("storage"))
        .map(|token| at(file, token, "store in a handler", "call a use case of app"))
        .collect()
}

/// No `allow`, no `ignore`: in tests neither.
fn attributes(file: &SourceFile) -> Vec<Violation> {
    let tokens = file.tokens();
    let mut violations = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        if !token.is_sign('#') {
            continue;
        }
        let attribute = attribute_at(tokens.get(position + 1..).unwrap_or_default());
        let is_conditional = attribute.first().is_some_and(|first| first.is_word("cfg_attr"));
        let is_allow = attribute
            .windows(2)
            .any(|pair| matches!(pair, [word, sign] if word.is_word("allow") && sign.is_sign('(')));
        let is_ignore = attribute
            .iter()
            .take(if is_conditional { usize::MAX } else { 1 })
            .any(|word| word.is_word("ignore"));
        if is_allow {
            let advice = "use #[expect(…, reason = \"…\")]";
            violations.push(at(file, token, "allow attribute", advice));
        }
        if is_ignore {
            violations.push(at(file, token, "ignored test", "a test runs or is deleted"));
        }
    }
    violations
}

/// What stands between the brackets of `[…]` or `![…]`; nothing if no attribute starts here.
fn attribute_at(tokens: &[Token]) -> &[Token] {
    let tokens = match tokens.split_first() {
        Some((first, rest)) if first.is_sign('!') => rest,
        _ => tokens,
    };
    let Some((_, inside)) = tokens.split_first().filter(|(first, _)| first.is_sign('[')) else {
        return &[];
    };
    let mut depth = 1_usize;
    for (position, token) in inside.iter().enumerate() {
        if token.is_sign('[') {
            depth += 1;
        } else if token.is_sign(']') {
            depth -= 1;
        }
        if depth == 0 {
            return inside.get(..position).unwrap_or_default();
        }
    }
    &[]
}

/// One thing per file: a long file holds several.
fn length(file: &SourceFile) -> Option<Violation> {
    if file.place != Place::Product {
        return None;
    }
    let lines = file.text().lines().count();
    let last_of_product = file.product_tokens().last().map_or(0, |token| token.line);
    let counted = lines.min(last_of_product);
    (counted > MOST_LINES).then(|| {
        let message = format!("{counted} lines before its unit tests, {MOST_LINES} at most: split it");
        Violation::new("long file", file.path.clone(), message)
    })
}

fn is_one_of(file: &SourceFile, names: &[&str]) -> bool {
    // A file outside our crates (a build script at the root, say) has no leave either.
    file.crate_name()
        .is_some_and(|name| names.contains(&name) && row_of(name).is_some())
}

fn at(file: &SourceFile, token: &Token, rule: &'static str, advice: &str) -> Violation {
    Violation::new(rule, format!("{}:{}", file.path, token.line), advice)
}

#[cfg(test)]
mod tests {
    use super::super::source_tree::planted::tree;
    use super::*;

    #[track_caller]
    fn check(path: &str, source: &str, expected: &[(&str, &str)]) {
        let found = violations(&tree(&[(path, source)]));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|violation| (violation.rule, violation.place.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sql_outside_storage_is_caught() {
        let path = "crates/app/src/import.rs";
        let place = "crates/app/src/import.rs:2";
        let sources = [
            "fn f() {\n sqlx::query(x) }",
            "const Q: &str =\n \"SELECT 1\";",
            "const Q: &str =\n \"select id from person\";",
            "const Q: &str =\n r#\"INSERT INTO person VALUES ($1)\"#;",
            "const Q: &str =\n \"\\n insert into person values ($1)\";",
            "const Q: &str =\n \"DELETE FROM person\";",
            "const Q: &str =\n \"UPDATE person SET a = 1\";",
            "const Q: &str =\n \"WITH x AS (SELECT 1) SELECT * FROM x\";",
            "const Q: &str =\n \"CREATE TABLE person (id INT)\";",
            "const Q: &str =\n \"PRAGMA foreign_keys = ON\";",
        ];
        for source in sources {
            // A leading escape is still text: only real white space is trimmed.
            let source = source.replace("\\n", " ");
            check(path, &source, &[("SQL outside storage", place)]);
        }
    }

    #[test]
    fn sql_in_storage_and_sentences_elsewhere_pass() {
        check("crates/storage/src/lib.rs", "sqlx::query(\"SELECT 1\")", &[]);
        let sentences = [
            "f(\"Select a file\")",
            "f(\"Update the settings\")",
            "f(\"With thanks\")",
            "// sqlx and SELECT 1",
            "f(\"Create a profile\")",
            "f(\"select\")",
            "f(\"SELECT\")",
        ];
        for source in sentences {
            check("crates/web/src/lib.rs", source, &[]);
        }
    }

    #[test]
    fn the_environment_outside_the_binary_is_caught() {
        let path = "crates/app/src/lib.rs";
        let place = "crates/app/src/lib.rs:1";
        for source in ["use std::env;", "env::var(NAME)", "std::env::var(NAME)"] {
            check(path, source, &[("environment", place)]);
        }
        check("crates/vedomost/src/main.rs", "std::env::var(X)", &[]);
        check(path, "let x = env!(\"CARGO_PKG_VERSION\");", &[]);
        check(path, "#[cfg(test)] mod tests { use std::env; }", &[]);
        check("crates/app/tests/it.rs", "use std::env;", &[]);
    }

    #[test]
    fn the_store_named_in_a_handler_is_caught() {
        check(
            "crates/web/src/pages/ledger.rs",
            "\nuse storage::Store;",
            &[("store in a handler", "crates/web/src/pages/ledger.rs:2")],
        );
        check("crates/app/src/lib.rs", "use storage::Store;", &[]);
        check("crates/web/tests/it.rs", "use storage::Store;", &[]);
        check("crates/web/src/lib.rs", "// storage\nlet a = \"storage\";", &[]);
    }

    #[test]
    fn allow_is_caught_in_every_form() {
        let place = "crates/web/tests/it.rs:1";
        let sources = [
            "#[allow(dead_code)] fn f() {}",
            "#![allow(clippy::unwrap_used)]",
            "#[cfg_attr(test, allow(dead_code))] fn f() {}",
            "#[ allow ( dead_code ) ] fn f() {}",
        ];
        for source in sources {
            check("crates/web/tests/it.rs", source, &[("allow attribute", place)]);
        }
        check(
            "crates/web/tests/it.rs",
            "#[expect(dead_code, reason = \"x\")] fn f() {}",
            &[],
        );
        check("crates/web/src/lib.rs", "fn f() { access.allow(x) }", &[]);
        check("crates/web/src/lib.rs", "// #[allow(x)]\nlet a = [allow(x)];", &[]);
    }

    #[test]
    fn ignored_tests_are_caught() {
        let place = "crates/web/tests/it.rs:1";
        let sources = [
            "#[ignore] fn f() {}",
            "#[ignore = \"slow\"] fn f() {}",
            "#[cfg_attr(unix, ignore)] fn f() {}",
        ];
        for source in sources {
            check("crates/web/tests/it.rs", source, &[("ignored test", place)]);
        }
        check("crates/web/src/lib.rs", "#[serde(ignore)] struct S;", &[]);
    }

    #[test]
    fn a_long_file_is_caught() {
        let long = "fn f() {}\n".repeat(601);
        let rule = [("long file", "crates/web/src/lib.rs")];
        check("crates/web/src/lib.rs", &long, &rule);
        check("crates/web/src/lib.rs", &"fn f() {}\n".repeat(600), &[]);
        check("crates/web/tests/it.rs", &long, &[]);
        let tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        check("crates/web/src/lib.rs", &tests, &[]);
    }
}
