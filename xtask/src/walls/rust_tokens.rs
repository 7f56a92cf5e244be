//! Rust source as tokens: enough to tell code from comments and strings, and product code from its unit tests.

/// One token, with the line on which it starts (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub line: usize,
    pub kind: TokenKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A name, a keyword or a number.
    Word(String),
    /// What stands between the quotes of a string, escapes as written.
    Text(String),
    Sign(char),
}

impl Token {
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, TokenKind::Word(own) if own == word)
    }
}

/// All tokens of `source`; comments and character literals are left out.
pub fn tokens_of(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1 };
    let mut tokens = Vec::new();
    while let Some(token) = reader.next_token() {
        tokens.push(token);
    }
    tokens
}

/// `tokens` without the items marked `#[cfg(test)]`.
pub fn without_unit_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        if starts_test_item(rest) {
            rest = after_item(rest);
        } else {
            kept.push(first.clone());
            rest = after;
        }
    }
    kept
}

/// Names of the modules declared as `#[cfg(test)] mod name;`.
pub fn test_module_names(tokens: &[Token]) -> Vec<String> {
    (0..tokens.len())
        .filter_map(|start| tokens.get(start..))
        .filter(|rest| starts_test_item(rest))
        .filter_map(|rest| match rest.get(TEST_MARK.len()..) {
            Some([module, name, end, ..]) if module.is_word("mod") && end.is_sign(';') => match &name.kind {
                TokenKind::Word(name) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

const TEST_MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn starts_test_item(tokens: &[Token]) -> bool {
    tokens.len() >= TEST_MARK.len()
        && tokens.iter().zip(TEST_MARK).all(|(token, mark)| match &token.kind {
            TokenKind::Word(word) => word == mark,
            TokenKind::Sign(sign) => mark.starts_with(*sign),
            TokenKind::Text(_) => false,
        })
}

/// What follows an item: it ends with the brace that closes its first one, or with a semicolon before any brace.
fn after_item(tokens: &[Token]) -> &[Token] {
    let mut braces = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        let is_end = match token.kind {
            TokenKind::Sign('{') => {
                braces += 1;
                false
            }
            TokenKind::Sign('}') => {
                braces = braces.saturating_sub(1);
                braces == 0
            }
            TokenKind::Sign(';') => braces == 0,
            _ => false,
        };
        if is_end {
            return tokens.get(position + 1..).unwrap_or_default();
        }
    }
    &[]
}

struct Reader<'source> {
    rest: &'source str,
    line: usize,
}

impl Reader<'_> {
    fn next_token(&mut self) -> Option<Token> {
        loop {
            self.skip_while(char::is_whitespace);
            let line = self.line;
            let letter = self.rest.chars().next()?;
            let kind = if self.rest.starts_with("//") {
                self.skip_while(|letter| letter != '\n');
                None
            } else if self.rest.starts_with("/*") {
                self.skip_block_comment();
                None
            } else if let Some(fences) = self.raw_string_fences() {
                Some(TokenKind::Text(self.raw_string(fences)))
            } else if letter == '"' {
                Some(TokenKind::Text(self.string()))
            } else if letter == '\'' {
                self.skip_character_or_lifetime();
                None
            } else if is_word_letter(letter) {
                let word = self.take_while(is_word_letter);
                // b"…" and c"…" are strings: the prefix is no word of its own.
                let is_prefix = matches!(word.as_str(), "b" | "c") && self.rest.starts_with('"');
                (!is_prefix).then_some(TokenKind::Word(word))
            } else {
                self.skip(letter.len_utf8());
                Some(TokenKind::Sign(letter))
            };
            if let Some(kind) = kind {
                return Some(Token { line, kind });
            }
        }
    }

    /// The number of `#` of a raw string that starts here, if one does.
    fn raw_string_fences(&self) -> Option<usize> {
        let after_prefix = ["br", "cr", "r"]
            .iter()
            .find_map(|prefix| self.rest.strip_prefix(prefix))?;
        let fences = after_prefix.len() - after_prefix.trim_start_matches('#').len();
        after_prefix.get(fences..)?.starts_with('"').then_some(fences)
    }

    fn raw_string(&mut self, fences: usize) -> String {
        self.skip_while(|letter| letter != '"');
        self.skip(1);
        let end = format!("\"{}", "#".repeat(fences));
        let length = self.rest.find(&end).unwrap_or(self.rest.len());
        let text = self.take(length);
        self.skip(end.len());
        text
    }

    fn string(&mut self) -> String {
        self.skip(1);
        let mut escaped = false;
        let text = self.take_while(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            !ends
        });
        self.skip(1);
        text
    }

    fn skip_character_or_lifetime(&mut self) {
        self.skip(1);
        let mut letters = self.rest.chars();
        let first = letters.next();
        if first == Some('\\') {
            // The escaped character may itself be a quote.
            self.skip(1);
            self.skip_letter();
            self.skip_while(|letter| letter != '\'');
            self.skip(1);
        } else if letters.next() == Some('\'') {
            self.skip_letter();
            self.skip(1);
        }
        // Otherwise it was a lifetime: its name is read as a word.
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
            } else if self.rest.is_empty() {
                return;
            } else {
                self.skip_letter();
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_letter(&mut self) {
        let length = self.rest.chars().next().map_or(0, char::len_utf8);
        self.skip(length);
    }

    fn skip_while(&mut self, belongs: impl FnMut(char) -> bool) {
        self.take_while(belongs);
    }

    fn skip(&mut self, bytes: usize) {
        self.take(bytes);
    }

    fn take_while(&mut self, mut belongs: impl FnMut(char) -> bool) -> String {
        let length = self.rest.find(|letter| !belongs(letter)).unwrap_or(self.rest.len());
        self.take(length)
    }

    fn take(&mut self, bytes: usize) -> String {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken.to_owned()
    }
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(in_short(&tokens_of(source)), expected);
    }

    fn in_short(tokens: &[Token]) -> String {
        let short: Vec<String> = tokens
            .iter()
            .map(|token| match &token.kind {
                TokenKind::Word(word) => word.clone(),
                TokenKind::Text(text) => format!("«{text}»"),
                TokenKind::Sign(sign) => sign.to_string(),
            })
            .collect();
        short.join(" ")
    }

    #[test]
    fn comments_are_no_code() {
        check("a // b \"c\"\nd", "a d");
        check("a /* b /* c */ d */ e", "a e");
        check("/// says \"why\"\nfn f", "fn f");
        check("a /* never closed", "a");
    }

    #[test]
    fn strings_are_kept_apart() {
        check(r#"f("a \" // b", c)"#, r#"f ( «a \" // b» , c )"#);
        check(r##"r#"a " b"# x"##, r#"«a " b» x"#);
        check(r#"b"bytes" br"raw" c"c""#, "«bytes» «raw» «c»");
        check(r#""\\" x"#, r"«\\» x");
        check("\"never closed", "«never closed»");
    }

    #[test]
    fn characters_and_lifetimes_do_not_open_strings() {
        check(r#"f('"', '\'', '\\', 'ж') "x""#, "f ( , , , ) «x»");
        check("fn f<'a>(x: &'a str)", "fn f < a > ( x : & a str )");
        check(r"'\u{1F600}' x", "x");
    }

    #[test]
    fn raw_names_and_names_that_begin_like_prefixes_are_words() {
        check("bread r crab", "bread r crab");
        check("r#type", "r # type");
    }

    #[test]
    fn lines_are_counted() {
        let tokens = tokens_of("a\n\"b\nc\"\n/* \n */ d");
        let lines: Vec<usize> = tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 5]);
    }

    #[test]
    fn unit_tests_are_left_out() {
        let cases = [
            ("a #[cfg(test)] mod tests { b { c } } d", "a d"),
            ("a #[cfg(test)] mod tests; d", "a d"),
            ("#[cfg(test)] #[path = \"x.rs\"] mod tests; d", "d"),
            ("#[cfg(unix)] mod kept { b }", "# [ cfg ( unix ) ] mod kept { b }"),
            ("a #[cfg(test)] mod tests { never closed", "a"),
        ];
        for (source, expected) in cases {
            let tokens = without_unit_tests(&tokens_of(source));
            assert_eq!(in_short(&tokens), expected);
        }
    }
}
