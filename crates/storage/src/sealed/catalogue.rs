//! Every sealed column, named once. `vedomost verify` walks this list; a test holds it against the migrations.

/// Under whose key a column is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldOwner {
    /// The key of the person the row speaks of.
    Person,
    /// A purpose's key: the row speaks of no person, or must outlive one.
    Purpose(crate::keys::Purpose),
}

/// A sealed column. The names are bound into every cell: renaming a table or column means sealing it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SealedField {
    pub table: &'static str,
    pub column: &'static str,
    pub owner: FieldOwner,
}

impl SealedField {
    pub const fn of_person(table: &'static str, column: &'static str) -> Self {
        Self {
            table,
            column,
            owner: FieldOwner::Person,
        }
    }

    pub const fn of_purpose(table: &'static str, column: &'static str, purpose: crate::keys::Purpose) -> Self {
        Self {
            table,
            column,
            owner: FieldOwner::Purpose(purpose),
        }
    }
}

/// The columns by name.
pub mod fields {
    use super::SealedField;
    use crate::keys::Purpose;

    /// Surname, given name and patronymic.
    pub const PERSON_NAME: SealedField = SealedField::of_person("person", "name_sealed");
    /// Birth date and whatever else is known of the person.
    pub const PERSON_DETAILS: SealedField = SealedField::of_person("person", "details_sealed");
    /// Series and number of an identity document as written.
    pub const PERSON_DOCUMENT: SealedField = SealedField::of_person("person_document", "document_sealed");
    /// Special conditions of a registration (health).
    pub const REGISTRATION_CONDITIONS: SealedField = SealedField::of_person("registration", "conditions_sealed");
    /// A clerk's note beside a ledger's line.
    pub const LEDGER_LINE_NOTE: SealedField = SealedField::of_person("ledger_line", "note_sealed");
    /// Who filed an appeal, with which documents, in which words.
    pub const APPEAL_FILING: SealedField = SealedField::of_person("appeal", "filing_sealed");
    /// What was written at a step of an appeal: a conclusion, a ground, what was found.
    pub const APPEAL_STEP_WORDS: SealedField = SealedField::of_person("appeal_step", "words_sealed");
    /// Name of a paper of an appeal.
    pub const APPEAL_FILE_NAME: SealedField = SealedField::of_person("appeal_file", "name_sealed");
    /// Why an expert gives the points of a criterion.
    pub const APPEAL_REASONING: SealedField = SealedField::of_person("appeal_criterion", "reasoning_sealed");
    /// The application for a second check of an essay.
    pub const ESSAY_RECHECK_FILING: SealedField = SealedField::of_person("essay_recheck", "filing_sealed");
    /// Who filed an application, how to reach them, what health asks for.
    pub const APPLICATION_CONTENT: SealedField = SealedField::of_person("application", "content_sealed");
    /// What was done at a step of an application.
    pub const APPLICATION_STEP_WORDS: SealedField = SealedField::of_person("application_step", "words_sealed");
    /// Name of a received file: clerks put children's names there.
    pub const IMPORT_FILE_NAME: SealedField =
        SealedField::of_purpose("import", "file_name_sealed", Purpose::RecordSeal);
    /// Who came to an exam unregistered: nobody the region knows, so under no person's key.
    pub const UNREGISTERED_PERSON: SealedField =
        SealedField::of_purpose("day_record", "person_sealed", Purpose::RecordSeal);
    /// A result as the public sees it.
    pub const PUBLISHED_RECORD: SealedField =
        SealedField::of_purpose("published_result", "record_sealed", Purpose::LookupSeal);
}

/// All of [`fields`].
pub const ALL_SEALED_FIELDS: &[SealedField] = &[
    fields::PERSON_NAME,
    fields::PERSON_DETAILS,
    fields::PERSON_DOCUMENT,
    fields::REGISTRATION_CONDITIONS,
    fields::LEDGER_LINE_NOTE,
    fields::APPEAL_FILING,
    fields::APPEAL_STEP_WORDS,
    fields::APPEAL_FILE_NAME,
    fields::APPEAL_REASONING,
    fields::ESSAY_RECHECK_FILING,
    fields::APPLICATION_CONTENT,
    fields::APPLICATION_STEP_WORDS,
    fields::IMPORT_FILE_NAME,
    fields::UNREGISTERED_PERSON,
    fields::PUBLISHED_RECORD,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Columns named `…_sealed` in the migrations, by table.
    fn sealed_columns_of_migrations() -> BTreeSet<(String, String)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut columns = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let mut table = "";
            for line in text.lines() {
                let mut words = line.split_whitespace();
                match (words.next(), words.next()) {
                    (Some("CREATE" | "ALTER"), Some("TABLE")) => table = words.next().unwrap(),
                    (Some(column), Some(kind)) if column.ends_with("_sealed") && kind.starts_with("BYTEA") => {
                        columns.insert((table.to_owned(), column.to_owned()));
                    }
                    _ => {}
                }
            }
        }
        columns
    }

    #[test]
    fn catalogue_and_migrations_name_the_same_columns() {
        let catalogue: BTreeSet<_> = ALL_SEALED_FIELDS
            .iter()
            .map(|field| (field.table.to_owned(), field.column.to_owned()))
            .collect();
        assert_eq!(catalogue.len(), ALL_SEALED_FIELDS.len(), "a field stands twice");
        assert_eq!(catalogue, sealed_columns_of_migrations());
    }
}
