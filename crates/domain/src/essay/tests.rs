use super::*;

const STRICT: EssayGrading = EssayGrading {
    literacy: LiteracyCriterion::Applied,
    after_failed_criterion: AfterFailedCriterion::LaterCriteriaNotPassed,
};

type Marks = ([Option<EssayMark>; 2], [Option<EssayMark>; 5]);

fn marks(text: &str) -> Marks {
    let (requirements, criteria) = text.split_once('|').unwrap();
    (marks_of(Some(requirements)).unwrap(), marks_of(Some(criteria)).unwrap())
}

fn mark(bit: bool) -> EssayMark {
    if bit { EssayMark::Pass } else { EssayMark::Fail }
}

/// The rule as a sentence, by counting, apart from the code under test.
fn oracle(bits: u32, oral: bool) -> (bool, bool) {
    let bit = |index: u32| bits & (1 << index) != 0;
    let (volume, own) = (bit(0), bit(1));
    let passed_of_last: u32 = (4..if oral { 6 } else { 7 }).map(|index| u32::from(bit(index))).sum();
    let passes = volume && own && bit(2) && bit(3) && passed_of_last >= 1;
    let passed_after_failed_requirement =
        (!volume && bits >> 1 != 0) || (volume && !own && (bits >> 2) & if oral { 0b1111 } else { 0b11111 } != 0);
    (passes, !passed_after_failed_requirement)
}

#[test]
fn every_combination_agrees_with_the_oracle() {
    for (oral, grading) in [(false, EssayGrading::WRITTEN), (true, EssayGrading::ORAL)] {
        for bits in 0..1_u32 << 7 {
            let given = |index: u32| Some(mark(bits & (1 << index) != 0));
            let fifth = if oral { None } else { given(6) };
            let requirements = [given(0), given(1)];
            let criteria = [given(2), given(3), given(4), given(5), fifth];
            let (passes, coherent) = oracle(if oral { bits & 0b11_1111 } else { bits }, oral);
            for result in [EssayMark::Pass, EssayMark::Fail] {
                let value = EssayValue::new(grading, requirements, criteria, result);
                assert_eq!(
                    value.is_ok(),
                    coherent && mark(passes) == result,
                    "{bits:07b} {result} {oral}"
                );
                if let Ok(value) = value {
                    assert_eq!(EssayValue::concluded(grading, requirements, criteria), Ok(value));
                    assert_eq!(EssayValue::from_code(&value.code()), Ok(value), "{}", value.code());
                }
            }
        }
    }
}

#[test]
fn codes_and_canonical_bytes() {
    let check = |text: &str, grading: EssayGrading, code: &str| {
        let (requirements, criteria) = marks(text);
        assert_eq!(
            EssayValue::concluded(grading, requirements, criteria).unwrap().code(),
            code
        );
    };
    check("11|11111", EssayGrading::WRITTEN, "11|11111|1");
    check("11|11000", EssayGrading::WRITTEN, "11|11000|0");
    check("11|1100-", EssayGrading::ORAL, "11|1100-|0");
    check("11|1101-", EssayGrading::ORAL, "11|1101-|1");
    // However the cells behind a failed requirement are filled, the fact is one.
    check("00|00000", EssayGrading::WRITTEN, "0-|-----|0");
    check("0-|-----", EssayGrading::WRITTEN, "0-|-----|0");
    check("10|00000", EssayGrading::WRITTEN, "10|-----|0");
    check("11|0----", EssayGrading::WRITTEN, "11|0----|0");
    check("11|10---", STRICT, "11|10---|0");
    let (requirements, criteria) = marks("11|11011");
    let value = EssayValue::concluded(EssayGrading::WRITTEN, requirements, criteria).unwrap();
    assert_eq!(value.canonical_bytes(), b"essay/1:11|11011|1");
}

#[test]
fn names_the_contradicting_cell() {
    use EssayField::{Criterion, Requirement};
    let check = |text: &str, grading, result, expected: EssayContradiction| {
        let (requirements, criteria) = marks(text);
        assert_eq!(
            EssayValue::new(grading, requirements, criteria, result),
            Err(expected),
            "{text}"
        );
    };
    let (pass, fail) = (EssayMark::Pass, EssayMark::Fail);
    check(
        "-1|11111",
        EssayGrading::WRITTEN,
        pass,
        EssayContradiction::Missing { field: Requirement(1) },
    );
    check(
        "11|11-11",
        EssayGrading::WRITTEN,
        pass,
        EssayContradiction::Missing { field: Criterion(3) },
    );
    check(
        "11|1111-",
        EssayGrading::WRITTEN,
        pass,
        EssayContradiction::Missing { field: Criterion(5) },
    );
    check(
        "11|11111",
        EssayGrading::ORAL,
        pass,
        EssayContradiction::NotApplicable { field: Criterion(5) },
    );
    check(
        "01|00000",
        EssayGrading::WRITTEN,
        fail,
        EssayContradiction::PassedAfterFailure {
            field: Requirement(2),
            failed: Requirement(1),
        },
    );
    check(
        "10|00100",
        EssayGrading::WRITTEN,
        fail,
        EssayContradiction::PassedAfterFailure {
            field: Criterion(3),
            failed: Requirement(2),
        },
    );
    check(
        "11|01111",
        STRICT,
        fail,
        EssayContradiction::PassedAfterFailure {
            field: Criterion(2),
            failed: Criterion(1),
        },
    );
    let not_follow = |given, follows, because| EssayContradiction::ResultDoesNotFollow {
        given,
        follows,
        because,
    };
    check(
        "11|01111",
        EssayGrading::WRITTEN,
        pass,
        not_follow(pass, fail, Some(Criterion(1))),
    );
    check("11|11000", EssayGrading::WRITTEN, pass, not_follow(pass, fail, None));
    check("11|11100", EssayGrading::WRITTEN, fail, not_follow(fail, pass, None));
    check(
        "0-|-----",
        EssayGrading::WRITTEN,
        pass,
        not_follow(pass, fail, Some(Requirement(1))),
    );
}

#[test]
fn tells_the_contradiction_in_russian() {
    let error = EssayContradiction::ResultDoesNotFollow {
        given: EssayMark::Pass,
        follows: EssayMark::Fail,
        because: Some(EssayField::Criterion(1)),
    };
    assert_eq!(
        error.to_string(),
        "Результат: стоит «зачёт», но по отметкам выходит «незачёт»: Критерий\u{a0}1 — «незачёт», при этом вся работа — «незачёт»"
    );
}

#[test]
fn refuses_codes_that_no_value_has() {
    for code in [
        "",
        "11|11111",
        "11|11111|2",
        "11|11111|0",
        "11|11111|1|",
        "1|11111|1",
        "11|11111|-",
        "00|00000|0",
        "11|1111-1|1",
    ] {
        assert!(EssayValue::from_code(code).is_err(), "{code}");
    }
}

#[test]
fn work_types_have_the_codes_of_the_forms() {
    assert_eq!(WorkType::from_code("20"), Ok(WorkType::Composition));
    assert_eq!(WorkType::from_code("21").map(WorkType::number), Ok(21));
    assert!(WorkType::from_code("22").is_err());
}
