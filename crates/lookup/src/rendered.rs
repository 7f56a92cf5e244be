use ui::Template;

/// The HTML of a template. Writing to memory cannot fail; if it did, the part would be missing and the log would say so.
pub fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a part of a public page could not be rendered");
        String::new()
    })
}
