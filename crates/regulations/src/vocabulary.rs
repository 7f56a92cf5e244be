//! The words of which terms are made: exams, parties, subjects, events, channels, conditions.

use crate::codes::coded;

coded! {
    /// The three families of exams; the codes equal those of the domain.
    ExamKind {
        Essay = "essay", "итоговое сочинение (изложение)";
        Gia11 = "gia-11", "ГИА-11";
        Gia9 = "gia-9", "ГИА-9";
    }
}

coded! {
    /// Where a term's figure comes from, and so how far it may be trusted.
    TermStatus {
        /// The order states it.
        Order = "order", "из приказа";
        /// A federal rule, seen in public sources, its own text not seen.
        FederalSeen = "federal-seen", "федеральный, по открытым источникам";
        /// The order is silent or damaged; one meaning was chosen and may be changed.
        Reading = "reading", "прочтение";
        /// Not checked against anything.
        FromMemory = "from-memory", "по памяти, не сверен";
    }
}

coded! {
    /// Who owes, or to whom it is owed.
    Party {
        Ministry = "ministry", "министерство";
        ProcessingCentre = "processing-centre", "РЦОИ";
        MunicipalBody = "municipal-body", "МОУО";
        School = "school", "школа";
        /// A state school or a college, subordinate to the ministry directly.
        StateOrganisation = "state-organisation", "государственная школа или колледж";
        /// The school where the exam is held, or another place of it.
        ExamPlace = "exam-place", "место проведения";
        /// The commission that checks essays at a school.
        CheckingCommission = "checking-commission", "комиссия по проверке";
        /// The commission that conducts essays at a school.
        ConductCommission = "conduct-commission", "комиссия по проведению";
        ExamCommission = "exam-commission", "ГЭК";
        CommissionChair = "commission-chair", "председатель ГЭК";
        CommissionSecretary = "commission-secretary", "секретарь ГЭК";
        CommissionMember = "commission-member", "член ГЭК";
        AppealsCommission = "appeals-commission", "апелляционная комиссия";
        FederalTestingCentre = "federal-testing-centre", "федеральный центр тестирования";
        Rosobrnadzor = "rosobrnadzor", "Рособрнадзор";
        Participant = "participant", "участник";
        Parents = "parents", "родители";
        University = "university", "вуз";
        Public = "public", "все";
    }
}

coded! {
    /// What an obligation is about; never a child.
    SubjectKind {
        Exam = "exam", "экзамен";
        Statement = "statement", "ведомость результатов";
        Ledger = "ledger", "ведомость ознакомления";
        Announcement = "announcement", "объявление порядка и графика";
        Protocol = "protocol", "протокол";
        Case = "case", "дело";
        Paper = "paper", "бумаги экзамена";
        Application = "application", "заявление";
    }
}

coded! {
    /// The way the duty has to be done, where the order names one.
    Channel {
        ProtectedChannel = "protected-channel", "по защищённому каналу связи";
        RemovableMedia = "removable-media", "на отчуждаемом носителе";
        UnderSignature = "under-signature", "под подпись";
        InWriting = "in-writing", "письменно";
        InPerson = "in-person", "лично";
        Website = "website", "на сайте";
        SealedEnvelope = "sealed-envelope", "в запечатанных конвертах с сопроводительными бланками";
        InformationSystem = "information-system", "через РИС";
    }
}

coded! {
    /// Which date of the school year an essay was written on (kirov-1497:4.3; rostov-essay:8.2).
    EssayDateKind {
        /// First Wednesday of December.
        Main = "main", "основная дата";
        /// First Wednesday of February.
        February = "february", "первая среда февраля";
        /// Second Wednesday of April.
        April = "april", "вторая среда апреля";
        /// A date set by Rosobrnadzor.
        Additional = "additional", "дополнительная дата Рособрнадзора";
    }
}

coded! {
    /// A circumstance on which the length of a term depends.
    Condition {
        EssayMain = "main", "основная дата сочинения";
        EssayFebruary = "february", "первая среда февраля";
        EssayApril = "april", "вторая среда апреля";
        EssayAdditional = "additional", "дополнительная дата Рособрнадзора";
        RussianOrMathematics = "russian-or-mathematics", "русский язык или математика";
        OtherSubject = "other-subject", "другой предмет";
        AdditionalOrReserve = "additional-or-reserve", "дополнительный период или резервный день";
        Gia9MainPeriod = "gia-9-main-period", "основной период ГИА-9";
        Gia9OtherPeriod = "gia-9-other-period", "досрочный или дополнительный период либо резервный день ГИА-9";
        OrdinaryTime = "ordinary-time", "обычная продолжительность";
        ExtendedTime = "extended-time", "увеличенная продолжительность";
    }
}

coded! {
    /// Something that happened. The wording fits «…: {words} 15 декабря».
    EventCode {
        // Before the exam.
        ExamScheduled = "exam-scheduled", "экзамен назначен";
        ApplicationSubmitted = "application-submitted", "заявление подано";
        ParticipantsEntered = "participants-entered", "сведения об участниках внесены в РИС";
        KitsHandedOut = "kits-handed-out", "комплекты бланков выданы";
        PreparationTwoWeeksDone = "preparation-two-weeks-done", "подготовка за две недели закончена";
        PreparationTwoDaysDone = "preparation-two-days-done", "подготовка за два дня закончена";
        PreparationOneDayDone = "preparation-one-day-done", "подготовка за день закончена";
        AnnouncementMade = "announcement-made", "порядок и график объявлены";
        MemoSigned = "memo-signed", "памятка подписана";
        AnnouncementReported = "announcement-reported", "МОУО оповещён о дате и времени";
        // The day of the exam.
        /// The exam took place; its moment is the start, 10:00 local (kirov-1497:4.1; kuzbass-gia9:info 2).
        ExamHeld = "exam-held", "экзамен проведён";
        EntryOpened = "entry-opened", "вход в пункт открыт";
        ParticipantsSeated = "participants-seated", "участники заняли места";
        FirstBriefingHeld = "first-briefing-held", "первая часть инструктажа проведена";
        TopicsPublished = "topics-published", "темы размещены";
        SecondBriefingStarted = "second-briefing-started", "вторая часть инструктажа начата";
        StartAnnounced = "start-announced", "начало объявлено";
        ExpositionTextTaken = "exposition-text-taken", "текст изложения забран";
        EndPlanned = "end-planned", "окончание назначено";
        ThirtyMinuteNoticeGiven = "thirty-minute-notice-given", "предупреждение за 30 минут сделано";
        FiveMinuteNoticeGiven = "five-minute-notice-given", "предупреждение за 5 минут сделано";
        WritingFinished = "writing-finished", "написание окончено";
        ParticipantRemoved = "participant-removed", "участник удалён";
        RemovalActReceived = "removal-act-received", "акт об удалении получен ГЭК";
        ExamStopped = "exam-stopped", "экзамен остановлен";
        StopActReceived = "stop-act-received", "акт об остановке получен председателем ГЭК";
        RemovedListGiven = "removed-list-given", "сведения об удалённых и завершивших досрочно переданы";
        UnregisteredListGiven = "unregistered-list-given", "сведения о явившихся без регистрации переданы";
        ViolatorsReported = "violators-reported", "сведения о нарушителях переданы в РЦОИ";
        // Paper of the essay.
        CopyingFinished = "copying-finished", "копирование завершено";
        WritingFormsGivenToMunicipalBody = "writing-forms-given-to-municipal-body", "бланки записи переданы в МОУО";
        WritingFormsDelivered = "writing-forms-delivered", "бланки записи доставлены в РЦОИ";
        RegistrationFormsGivenToMunicipalBody = "registration-forms-given-to-municipal-body", "бланки регистрации переданы в МОУО";
        RegistrationFormsDelivered = "registration-forms-delivered", "бланки регистрации доставлены в РЦОИ";
        CopiesDestroyed = "copies-destroyed", "копии уничтожены";
        OriginalsDestroyed = "originals-destroyed", "оригиналы уничтожены";
        // Checking, processing, approval.
        CheckingFinished = "checking-finished", "проверка завершена";
        ProcessingFinished = "processing-finished", "обработка завершена";
        RegionalCheckingFinished = "regional-checking-finished", "региональная обработка и проверка завершены";
        CheckedResultsReceived = "checked-results-received", "результаты проверки получены";
        StatementsFormed = "statements-formed", "ведомости сформированы или поступили";
        StatementsGivenToExamCommission = "statements-given-to-exam-commission", "ведомости переданы в ГЭК";
        /// A fact that bears on approval and is not yet a decision (mordovia-187:9.1).
        ViolationFound = "violation-found", "нарушение выявлено";
        ConflictArisen = "conflict-arisen", "конфликтная ситуация возникла";
        ChairInformed = "chair-informed", "председатель ГЭК оповещён";
        ResultsApproved = "results-approved", "результаты утверждены";
        ApprovalProtocolSent = "approval-protocol-sent", "протокол направлен в РЦОИ";
        RecheckOrdered = "recheck-ordered", "работы направлены на перепроверку";
        RecheckParticipantsInformed = "recheck-participants-informed", "участники оповещены о перепроверке";
        RecheckProtocolsReceived = "recheck-protocols-received", "протоколы перепроверки получены";
        RecheckDecided = "recheck-decided", "решение по перепроверке принято";
        ViolationCheckFinished = "violation-check-finished", "проверка по нарушениям завершена";
        InspectionMaterialConsidered = "inspection-material-considered", "материалы Рособрнадзора рассмотрены";
        InspectionFinished = "inspection-finished", "проверка Рособрнадзора завершена";
        AnnulmentDecided = "annulment-decided", "решение об аннулировании принято";
        // Handing down.
        TransferredToMunicipalBody = "transferred-to-municipal-body", "передано в МОУО";
        ReceivedByMunicipalBody = "received-by-municipal-body", "получено МОУО";
        TransferredToSchool = "transferred-to-school", "передано в школу";
        ReceivedBySchool = "received-by-school", "получено школой";
        TransferredToStateOrganisation = "transferred-to-state-organisation", "передано в государственную школу или колледж";
        ReceivedByStateOrganisation = "received-by-state-organisation", "получено государственной школой или колледжем";
        /// Everybody of one ledger was told; its moment is the last time in the ledger, not the hand-in.
        AcquaintanceCompleted = "acquaintance-completed", "все ознакомлены под подпись";
        ResultsPublished = "results-published", "результаты опубликованы";
        OfficialAnnouncementDay = "official-announcement-day", "официальный день объявления результатов";
        // Appeals and re-check.
        ProcedureAppealFiled = "procedure-appeal-filed", "апелляция о нарушении порядка подана";
        ProcedureAppealReceived = "procedure-appeal-received", "апелляция о нарушении порядка поступила в комиссию";
        ProcedureAppealDecided = "procedure-appeal-decided", "апелляция о нарушении порядка рассмотрена";
        ProcedureAppealGranted = "procedure-appeal-granted", "апелляция о нарушении порядка удовлетворена";
        ScoreAppealFiled = "score-appeal-filed", "апелляция о несогласии с баллами подана";
        ScoreAppealReceived = "score-appeal-received", "апелляция о несогласии с баллами поступила в комиссию";
        ScoreAppealGranted = "score-appeal-granted", "апелляция о несогласии с баллами удовлетворена";
        KimRequestFiled = "kim-request-filed", "заявка на показ КИМ подана";
        ScoreAppealDecided = "score-appeal-decided", "апелляция о несогласии с баллами рассмотрена";
        HearingAppointed = "hearing-appointed", "заседание назначено";
        HearingNoticeSent = "hearing-notice-sent", "извещение о заседании вручено";
        HearingStarted = "hearing-started", "рассмотрение начато";
        HearingFinished = "hearing-finished", "рассмотрение окончено";
        AppealDecisionReceived = "appeal-decision-received", "решение по апелляции поступило в РЦОИ";
        ChangedResultsGiven = "changed-results-given", "изменённые результаты переданы в ГЭК";
        AppealChangeDecided = "appeal-change-decided", "решение об изменении результата принято";
        ChangedResultsApproved = "changed-results-approved", "утверждённые после апелляции результаты получены РЦОИ";
        RecheckApplicationSubmitted = "recheck-application-submitted", "заявление о повторной проверке подано";
        RecheckNoticeSent = "recheck-notice-sent", "министерство и РЦОИ уведомлены о повторной проверке";
        RecheckMaterialsTransferred = "recheck-materials-transferred", "материалы повторной проверки переданы в РЦОИ";
        // Later periods and use.
        MainPeriodEnded = "main-period-ended", "основной период завершён";
        AdditionalPeriodStarted = "additional-period-started", "дополнительный период начат";
        AdditionalPeriodFailed = "additional-period-failed", "ГИА в дополнительный период не пройдена";
        NextAttemptAllowed = "next-attempt-allowed", "повторное прохождение разрешено";
        EssayPresented = "essay-presented", "сочинение представлено в вуз";
        SchoolYearStarted = "school-year-started", "учебный год начат";
    }
}

impl EssayDateKind {
    pub const fn condition(self) -> Condition {
        match self {
            Self::Main => Condition::EssayMain,
            Self::February => Condition::EssayFebruary,
            Self::April => Condition::EssayApril,
            Self::Additional => Condition::EssayAdditional,
        }
    }
}

/// A family of conditions of which exactly one holds at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionFamily {
    pub russian: &'static str,
    pub members: &'static [Condition],
}

const CONDITION_FAMILIES: &[ConditionFamily] = &[
    ConditionFamily {
        russian: "дата сочинения",
        members: &[
            Condition::EssayMain,
            Condition::EssayFebruary,
            Condition::EssayApril,
            Condition::EssayAdditional,
        ],
    },
    ConditionFamily {
        russian: "предмет и период ГИА-11",
        members: &[
            Condition::RussianOrMathematics,
            Condition::OtherSubject,
            Condition::AdditionalOrReserve,
        ],
    },
    ConditionFamily {
        russian: "период ГИА-9",
        members: &[Condition::Gia9MainPeriod, Condition::Gia9OtherPeriod],
    },
    ConditionFamily {
        russian: "продолжительность",
        members: &[Condition::OrdinaryTime, Condition::ExtendedTime],
    },
];

impl Condition {
    /// The family this condition belongs to; every condition has one (held by a test).
    pub fn family(self) -> Option<ConditionFamily> {
        CONDITION_FAMILIES
            .iter()
            .copied()
            .find(|family| family.members.contains(&self))
    }
}

/// The conditions that hold for one event: a small set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Conditions(u32);

impl Conditions {
    pub const fn none() -> Self {
        Self(0)
    }

    pub const fn of(condition: Condition) -> Self {
        Self::none().and(condition)
    }

    /// The conditions of an essay written on such a date.
    pub const fn essay(date: EssayDateKind) -> Self {
        Self::of(date.condition())
    }

    #[must_use]
    pub const fn and(self, condition: Condition) -> Self {
        Self(self.0 | Self::bit(condition))
    }

    pub const fn hold(self, condition: Condition) -> bool {
        self.0 & Self::bit(condition) != 0
    }

    const fn bit(condition: Condition) -> u32 {
        1 << (condition as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_condition_has_one_family() {
        for condition in Condition::ALL {
            let count = CONDITION_FAMILIES
                .iter()
                .filter(|family| family.members.contains(condition))
                .count();
            assert_eq!(count, 1, "{}", condition.code());
        }
    }

    #[test]
    fn codes_are_unique_and_parse_back() {
        let codes: BTreeSet<_> = EventCode::ALL.iter().map(|event| event.code()).collect();
        assert_eq!(codes.len(), EventCode::ALL.len());
        for event in EventCode::ALL {
            assert_eq!(EventCode::from_code(event.code()), Ok(*event));
        }
        assert!(EventCode::from_code("exam held").is_err());
    }
}
