//! axe-core, the accessibility checker, as scripts for the browser.

/// Defines `window.axe`; see `assets/README.md`.
pub(crate) const LIBRARY: &str = include_str!("../assets/axe.min.js");

pub(crate) const IS_LOADED: &str = "return typeof window.axe === 'object'";

/// Answers with one line per element at fault: rule, impact, help, selector.
/// `target-size` (WCAG 2.2 AA) is off by default in axe-core.
pub(crate) const RUN: &str = r"
const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
return window.axe.run(document, options).then(results =>
    results.violations.flatMap(violation => violation.nodes.map(node =>
        `${violation.id} (${violation.impact}): ${violation.help}: ${node.target.join(' ')}`)));
";
