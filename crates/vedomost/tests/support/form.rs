//! A form of a page, with the fields that a browser would send. Reads the simple HTML that our templates write.

#[derive(Clone)]
pub struct Form {
    pub action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// The first form of `page` that posts to `action`.
    pub fn find(page: &str, action: &str) -> Option<Self> {
        let start = page.find(&format!("action=\"{action}\""))?;
        let rest = page.get(start..)?;
        let inside = rest.split("</form>").next()?;
        Some(Self {
            action: action.to_owned(),
            fields: tags(inside, "input").filter_map(sent).collect(),
        })
    }

    /// With another value of a field, or a field more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        self
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn pairs(&self) -> Vec<(&str, &str)> {
        let pairs = self.fields.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// The insides of every `<tag …>`.
pub fn tags<'a>(page: &'a str, tag: &str) -> impl Iterator<Item = &'a str> {
    let pieces = page.split(&format!("<{tag} ")).skip(1).collect::<Vec<_>>();
    pieces
        .into_iter()
        .map(|piece| piece.split('>').next().unwrap_or_default())
}

pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&#38;", "&")
            .replace("&amp;", "&")
            .replace("&#34;", "\"")
            .replace("&quot;", "\""),
    )
}

fn sent(tag: &str) -> Option<(String, String)> {
    let name = attribute(tag, " name").or_else(|| attribute(tag, "name"))?;
    let kind = attribute(tag, "type").unwrap_or_default();
    let is_chosen = tag.split_whitespace().any(|word| word == "checked");
    if kind == "file" || (matches!(kind.as_str(), "checkbox" | "radio") && !is_chosen) {
        return None;
    }
    Some((name, attribute(tag, "value").unwrap_or_default()))
}
