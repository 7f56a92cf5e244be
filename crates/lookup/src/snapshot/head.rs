//! The signed head: what is true of everybody, and the tables that compact results refer to by number. All of it is public.

use serde::{Deserialize, Serialize};

/// The head as it stands in the file. Unknown keys are refused: a newer program writes a newer format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// [`super::FORMAT`].
    pub format: u32,
    /// Region code.
    pub region: String,
    /// Number of the publication; only grows.
    pub number: i64,
    /// When it was made, microseconds UTC.
    pub made_at: i64,
    pub settings: PublicSettings,
    pub tables: Tables,
    /// Entries; one document with two surnames is two.
    pub people: u64,
    /// Results of all of them.
    pub results: u64,
    /// 32 random bytes, hex: the file's key depends on them.
    pub salt: String,
    pub bucket_count: u32,
    /// Length of all buckets.
    pub bucket_bytes: u64,
    /// SHA-256 of the table, hex.
    pub table_hash: String,
    /// SHA-256 of all buckets, hex.
    pub bucket_hash: String,
}

/// What every page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicSettings {
    /// IANA name of the region's zone.
    pub zone: String,
    /// Who answers for the site.
    pub owner: String,
    /// Is the surname asked? The region's recorded setting.
    pub asks_surname: bool,
    /// As the region wrote it.
    pub hot_line: String,
    /// A paragraph a line.
    pub procedure: Vec<String>,
    /// Newest decision first.
    pub open_exams: Vec<HeadExam>,
}

/// An exam whose look-up is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadExam {
    pub group: String,
    pub subject: String,
    /// ISO.
    pub date: String,
}

/// What results refer to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    pub papers: Vec<Paper>,
    /// Short names.
    pub organisations: Vec<String>,
    pub protocols: Vec<HeadProtocol>,
    /// Storage codes of `EssayValue`.
    pub essay_values: Vec<String>,
    /// Where appeals are heard; format 1 knew none.
    #[serde(default)]
    pub places: Vec<String>,
}

/// Everything of a result that is not its owner's: shared by all who sat the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// `ExamKind` code.
    pub kind: String,
    /// `ExamForm` code; none of the essay.
    pub form: Option<String>,
    /// «Русский язык»; empty of the essay.
    pub subject: String,
    /// Code of the subject; of the essay of the work type.
    pub code: i64,
    /// For the oral part of a foreign language: the code of the written part.
    pub written_part: Option<i64>,
    /// Day of the exam, ISO.
    pub date: String,
    /// Day of the oral part whose points stand in the result, ISO.
    pub oral_part: Option<String>,
    /// The most that could be scored.
    pub greatest: Option<i64>,
    /// For the school certificate.
    pub to_pass: Option<HeadMinimum>,
    /// For a university.
    pub university: Option<HeadMinimum>,
    /// How long an appeal may be filed.
    pub appeal: Option<HeadAppeal>,
    /// In which publication it was written last.
    pub publication: i64,
    /// When that was, microseconds UTC.
    pub published_at: i64,
}

/// A minimum of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadMinimum {
    pub counted_in: HeadCountedIn,
    pub least: i64,
}

/// In what a minimum is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadCountedIn {
    PrimaryScore,
    TestScore,
    Mark,
}

/// The term of an appeal in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadAppeal {
    pub length: String,
    pub clause: String,
}

/// A protocol of the exam commission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadProtocol {
    pub number: String,
    /// ISO.
    pub day: String,
}
