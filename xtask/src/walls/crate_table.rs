//! Which of our crates may use which, and why. A new crate or a new edge is a row here, with its reason.

/// What a crate is allowed.
pub struct CrateRow {
    pub name: &'static str,
    pub kind: CrateKind,
    /// Crates of ours that its product code may use.
    pub may_use: &'static [Edge],
    /// Crates of ours that only its tests may use, beside `testkit`.
    pub tests_may_use: &'static [&'static str],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CrateKind {
    /// Bytes and values in, bytes and values out: no I/O, no clock, no environment, no async.
    Pure,
    /// Talks to a database, to the network or to the operating system.
    Impure,
    /// For developers; never part of the product.
    Tool,
}

pub struct Edge {
    pub to: &'static str,
    pub reason: &'static str,
}

const fn edge(to: &'static str, reason: &'static str) -> Edge {
    Edge { to, reason }
}

pub const CRATES: &[CrateRow] = &[
    CrateRow {
        name: "regulations",
        kind: CrateKind::Pure,
        may_use: &[],
        tests_may_use: &[],
    },
    CrateRow {
        name: "domain",
        kind: CrateKind::Pure,
        may_use: &[edge("regulations", "decisions rest on clauses, terms and legal dates")],
        tests_may_use: &[],
    },
    CrateRow {
        name: "forms",
        kind: CrateKind::Pure,
        may_use: &[edge("domain", "a sheet's fields hold the domain's values")],
        tests_may_use: &[],
    },
    CrateRow {
        name: "recognition",
        kind: CrateKind::Pure,
        may_use: &[
            edge("domain", "readings are the domain's values"),
            edge("forms", "reading shares the one geometry with printing"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "documents",
        kind: CrateKind::Pure,
        may_use: &[
            edge("regulations", "a document shows legal dates and quotes clauses"),
            edge("domain", "a document shows the domain's values"),
            edge("forms", "printing shares the one geometry with reading"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "exchange",
        kind: CrateKind::Pure,
        may_use: &[
            edge("regulations", "files hold legal dates"),
            edge("domain", "rows of a file become the domain's values"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "storage",
        kind: CrateKind::Impure,
        may_use: &[
            edge("regulations", "obligations and legal dates are stored"),
            edge("domain", "the domain's values are stored"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "app",
        kind: CrateKind::Impure,
        may_use: &[
            edge("regulations", "a use case asks for terms and due moments"),
            edge("domain", "a use case asks for the decision"),
            edge("documents", "a use case hands out documents"),
            edge("exchange", "a use case takes files in"),
            edge("recognition", "a use case takes scans in"),
            edge("storage", "a use case loads facts and saves what followed"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "ui",
        kind: CrateKind::Pure,
        may_use: &[],
        tests_may_use: &[],
    },
    CrateRow {
        name: "lookup",
        kind: CrateKind::Impure,
        may_use: &[
            edge("regulations", "the public page shows legal dates"),
            edge("domain", "the one normaliser of names and documents"),
            edge("ui", "staff and public pages share one design"),
        ],
        tests_may_use: &["rehearsal"],
    },
    CrateRow {
        name: "web",
        kind: CrateKind::Impure,
        may_use: &[
            edge("regulations", "pages show terms and legal dates"),
            edge("domain", "pages show the domain's values"),
            edge("app", "a handler calls a use case, never the store"),
            edge("ui", "staff and public pages share one design"),
        ],
        tests_may_use: &["storage", "rehearsal"],
    },
    CrateRow {
        name: "rehearsal",
        kind: CrateKind::Pure,
        may_use: &[
            edge("regulations", "a made-up region lives by real dates"),
            edge("domain", "made-up people are the domain's people"),
            edge("exchange", "a made-up region arrives as ordinary files"),
            edge("forms", "made-up sheets are filled in by the one geometry"),
        ],
        tests_may_use: &[],
    },
    CrateRow {
        name: "vedomost",
        kind: CrateKind::Impure,
        may_use: &[
            edge("regulations", "the operator's commands on terms and calendars"),
            edge("domain", "wiring"),
            edge("documents", "wiring"),
            edge("exchange", "wiring"),
            edge("storage", "opens the store and hands it on"),
            edge("app", "wiring"),
            edge("ui", "wiring"),
            edge("lookup", "the public listener, and the snapshots that it answers from"),
            edge("web", "the staff listener"),
            edge("rehearsal", "the demo is a made-up region"),
        ],
        tests_may_use: &[],
    },
    CrateRow {
        name: "testkit",
        kind: CrateKind::Tool,
        may_use: &[],
        tests_may_use: &[],
    },
    CrateRow {
        name: "xtask",
        kind: CrateKind::Tool,
        may_use: &[edge("testkit", "starts the services that the tests need")],
        tests_may_use: &[],
    },
];

/// Third-party crates that only some of ours may use in product code.
pub struct ReservedPackage {
    pub name: &'static str,
    pub only_for: &'static [&'static str],
    pub reason: &'static str,
}

const HTTP_CRATES: &[&str] = &["web", "lookup", "vedomost"];

const fn http(name: &'static str) -> ReservedPackage {
    ReservedPackage {
        name,
        only_for: HTTP_CRATES,
        reason: "only web and lookup know HTTP (vedomost opens the listeners)",
    }
}

pub const RESERVED_PACKAGES: &[ReservedPackage] = &[
    ReservedPackage {
        name: "sqlx",
        only_for: &["storage", "testkit"],
        reason: "only storage holds SQL (testkit makes databases for the tests)",
    },
    http("axum"),
    http("hyper"),
    http("hyper-util"),
    http("httparse"),
    http("tower"),
    http("tower-http"),
    ReservedPackage {
        name: "hyper-rustls",
        only_for: &["vedomost"],
        reason: "only the binary's look-up process asks another server",
    },
    ReservedPackage {
        name: "tokio-rustls",
        only_for: &["lookup", "vedomost"],
        reason: "TLS ends at the two listeners and nowhere else",
    },
    ReservedPackage {
        name: "ed25519-dalek",
        only_for: &["lookup"],
        reason: "one thing is signed: the published snapshot",
    },
    ReservedPackage {
        name: "testkit",
        only_for: &["xtask"],
        reason: "it is for tests: name it under [dev-dependencies]",
    },
];

/// What a pure crate may not reach, not even through another crate.
pub const NOT_PURE: &[&str] = &["tokio", "sqlx", "axum", "hyper", "mio"];

/// (crate, what it may not reach, not even through another crate, reason)
pub const NEVER_REACHED: &[(&str, &str, &str)] = &[
    ("lookup", "storage", "the look-up has no handle to the working database"),
    ("lookup", "app", "the look-up has no handle to the working database"),
    ("ui", "storage", "the design system knows no data"),
];

pub fn row_of(name: &str) -> Option<&'static CrateRow> {
    CRATES.iter().find(|row| row.name == name)
}
