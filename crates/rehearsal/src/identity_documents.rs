//! Identity documents of made-up people, no two alike.

use std::collections::HashSet;

use domain::identity_document::DocumentType;
use regulations::LegalDate;

use crate::chance::Chance;
use crate::names::Origin;

/// Russian passports of made-up people begin with a region that issues none.
const UNISSUED_REGION: &str = "00";

/// A made-up identity document as a file has it: no separators, zeros in front kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MadeUpDocument {
    pub document_type: DocumentType,
    /// Empty where the document has none.
    pub series: String,
    pub number: String,
}

/// Hands out documents and remembers them.
#[derive(Default)]
pub(crate) struct DocumentIssuer {
    issued: HashSet<(String, String)>,
}

impl DocumentIssuer {
    /// Somebody has it already.
    pub(crate) fn reserve(&mut self, document: &MadeUpDocument) {
        self.issued.insert((document.series.clone(), document.number.clone()));
    }

    /// A document fit for a person of this age and origin that nobody else has.
    pub(crate) fn issue(
        &mut self,
        document_type: DocumentType,
        born: LegalDate,
        exam_date: LegalDate,
        chance: &mut Chance,
    ) -> MadeUpDocument {
        loop {
            let (series, number) = draw(document_type, born, exam_date, chance);
            if self.issued.insert((series.clone(), number.clone())) {
                return MadeUpDocument {
                    document_type,
                    series,
                    number,
                };
            }
        }
    }
}

/// Which document a person brings.
pub(crate) fn draw_document_type(origin: Origin, chance: &mut Chance) -> DocumentType {
    let draw = chance.below(1000);
    match (origin, draw) {
        (Origin::CentralAsian, 0..600) | (Origin::Azerbaijani, 0..300) => DocumentType::ForeignPassport,
        (Origin::CentralAsian | Origin::Azerbaijani, 940..) => DocumentType::ResidencePermit,
        (_, 0..3) => DocumentType::BirthCertificate,
        (_, 3) => DocumentType::TemporaryIdentity,
        _ => DocumentType::RussianPassport,
    }
}

fn draw(document_type: DocumentType, born: LegalDate, exam_date: LegalDate, chance: &mut Chance) -> (String, String) {
    match document_type {
        DocumentType::BirthCertificate => {
            let roman = chance.pick(&["I", "II", "III", "IV"]);
            let letters = chance.pick(&["ЛО", "МЮ", "СН", "ЕТ"]);
            (format!("{roman}-{letters}"), chance.digits(6))
        }
        DocumentType::ForeignPassport => match chance.below(3) {
            0 => ("FA".to_owned(), chance.digits(7)),
            1 => (String::new(), format!("C0{}", chance.digits(7))),
            _ => (String::new(), format!("40{}", chance.digits(7))),
        },
        DocumentType::ResidencePermit => ("82".to_owned(), chance.digits(7)),
        DocumentType::TemporaryIdentity => (String::new(), chance.digits(9)),
        _ => {
            let year = passport_year(born, exam_date);
            (format!("{UNISSUED_REGION}{:02}", year % 100), chance.digits(6))
        }
    }
}

/// Passports are given at 14 and changed at 20 and 45; the third and fourth digit of the series are the form's year.
fn passport_year(born: LegalDate, exam_date: LegalDate) -> i16 {
    let age = exam_date.year() - born.year();
    let given_at = match age {
        ..=20 => 14,
        21..=45 => 20,
        _ => 45,
    };
    born.year() + given_at
}
