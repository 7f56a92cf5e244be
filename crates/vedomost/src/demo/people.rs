//! The people of the demo: one acting person an organisation, one lent to visitors per role, each named by an order.

use app::Request;
use app::set_up::NewAccount;
use domain::access::Role;
use domain::organisation::OrganisationKind;
use domain::person_name::PersonName;
use exchange::ProfileKind;
use rehearsal::{FileFormat, MadeUpOrganisation, StaffMember, StaffPost};
use uuid::Uuid;

use super::accounts::KeptAccount;
use super::build::{Week, stored_organisations, text};

/// What they are of the work of making a region ([`super::progress`]).
pub(super) const PEOPLE_PARTS: u32 = 12;

impl Week<'_> {
    /// The ministry, an administrator, the organisations by import, then one acting person for each of them.
    pub(super) async fn enter_people(&mut self, begin: &str) -> Result<Vec<KeptAccount>, String> {
        self.at(begin)?;
        self.progress
            .step(PEOPLE_PARTS, "организации, учётные записи и приказы");
        let ministry = self
            .made
            .organisations
            .iter()
            .find(|one| one.kind == OrganisationKind::Ministry)
            .ok_or("нет министерства")?;
        self.app.set_up(&ministry.code, &ministry.name).await.map_err(text)?;
        let root = self.app.root_organisation().await.map_err(text)?;
        self.organisations.insert(ministry.code.clone(), root);
        let password = self.password()?;
        let administrator = self.staff(&ministry.code, StaffPost::DeputyHead)?;
        let hash = Some(self.app.hash_password(&password).await.map_err(text)?);
        let administrator_account = self.enter(administrator, Role::Administrator, "admin", hash).await?;
        let mut kept = vec![self.kept(
            Role::Administrator.code(),
            "Администратор",
            administrator,
            ministry,
            "приглашает людей, ведёт настройки",
            "admin",
            &password,
        )];
        // The first import needs an operator; the processing centre itself comes in with it.
        let operator = self
            .enter_at(
                self.staff("421", StaffPost::Head)?,
                Role::ProcessingOperator,
                "rcoi-start",
                None,
                root,
            )
            .await?;
        self.people.insert("421".to_owned(), operator);
        self.import(
            "421",
            ProfileKind::Organisations,
            &self.made.organisations_table(),
            FileFormat::CsvUtf8,
            "организации.csv",
        )
        .await?;
        let request = self.request_of(administrator_account).await?;
        self.people.insert("admin".to_owned(), administrator_account);
        self.reload_organisations().await?;
        for (index, organisation) in self.made.organisations.iter().enumerate() {
            self.progress.within(index, self.made.organisations.len());
            if let Some(account) = self.enter_acting_person(organisation, &request, &mut kept).await? {
                self.people.insert(organisation.code.clone(), account);
            }
        }
        self.enter_former_clerk(&request, &mut kept).await?;
        Ok(kept)
    }

    /// What an import of organisations added.
    pub(super) async fn reload_organisations(&mut self) -> Result<(), String> {
        self.organisations.extend(stored_organisations(self.app).await?);
        Ok(())
    }

    /// An account lent to visitors for somebody who works elsewhere too: login, post, title and purpose; named by an order.
    pub(super) async fn enter_lent(
        &self,
        organisation: &MadeUpOrganisation,
        (code, post): (&str, StaffPost),
        role: Role,
        (login, position, title, does): (&str, &'static str, &str, &str),
        kept: &mut Vec<KeptAccount>,
    ) -> Result<Uuid, String> {
        let member = StaffMember {
            organisation_code: organisation.code.clone(),
            post_title: position,
            ..self.staff(code, post)?.clone()
        };
        let password = self.password()?;
        let hash = self.app.hash_password(&password).await.map_err(text)?;
        let account = self.enter(&member, role, login, Some(hash)).await?;
        let request = self.request("admin").await?;
        self.app
            .name_responsible(&request, account, &order_of(&member))
            .await
            .map_err(text)?;
        kept.push(self.kept(role.code(), title, &member, organisation, does, login, &password));
        Ok(account)
    }

    async fn enter_acting_person(
        &self,
        organisation: &MadeUpOrganisation,
        request: &Request,
        kept: &mut Vec<KeptAccount>,
    ) -> Result<Option<Uuid>, String> {
        let Some((role, post)) = acting_role(organisation.kind) else {
            return Ok(None);
        };
        let member = self.staff(&organisation.code, post)?;
        let lent = lent_login(organisation.kind).filter(|(login, ..)| !kept.iter().any(|one| one.login == *login));
        let account = match lent {
            None => {
                self.enter(member, role, &format!("o{}", organisation.code), None)
                    .await?
            }
            Some((login, title, does)) => {
                let password = self.password()?;
                let hash = self.app.hash_password(&password).await.map_err(text)?;
                kept.push(self.kept(role.code(), title, member, organisation, does, login, &password));
                self.enter(member, role, login, Some(hash)).await?
            }
        };
        self.app
            .name_responsible(request, account, &order_of(member))
            .await
            .map_err(text)?;
        Ok(Some(account))
    }

    /// Somebody whose order ran out: can sign in, reaches no statement.
    async fn enter_former_clerk(&self, request: &Request, kept: &mut Vec<KeptAccount>) -> Result<(), String> {
        let Some(member) = self.made.staff.iter().find(|one| one.post == StaffPost::FormerClerk) else {
            return Ok(());
        };
        let Some(organisation) = self.made.organisation(&member.organisation_code) else {
            return Ok(());
        };
        let password = self.password()?;
        let hash = self.app.hash_password(&password).await.map_err(text)?;
        let account = self.enter(member, Role::SchoolOfficer, "former", Some(hash)).await?;
        self.app
            .name_responsible(request, account, &order_of(member))
            .await
            .map_err(text)?;
        kept.push(self.kept(
            "former",
            "Школа, приказ закончился",
            member,
            organisation,
            "видит, что доступа к ведомостям больше нет",
            "former",
            &password,
        ));
        Ok(())
    }

    async fn enter(&self, member: &StaffMember, role: Role, login: &str, hash: Option<String>) -> Result<Uuid, String> {
        let organisation = *self
            .organisations
            .get(&member.organisation_code)
            .ok_or("организация ещё не загружена")?;
        self.enter_at(member, role, login, hash, organisation).await
    }

    async fn enter_at(
        &self,
        member: &StaffMember,
        role: Role,
        login: &str,
        password_hash: Option<String>,
        organisation: Uuid,
    ) -> Result<Uuid, String> {
        let name = PersonName::parse(
            &member.name.surname,
            &member.name.given_name,
            member.name.patronymic.as_deref(),
        )
        .map_err(|error| error.to_string())?;
        let account = NewAccount {
            name,
            login: login.to_owned(),
            role,
            organisation,
            position: member.post_title.to_owned(),
            password_hash,
        };
        self.app.enter_first_account(&account).await.map_err(text)
    }

    pub(super) fn staff(&self, code: &str, post: StaffPost) -> Result<&StaffMember, String> {
        let found = self
            .made
            .staff
            .iter()
            .find(|one| one.organisation_code == code && one.post == post);
        found.ok_or_else(|| format!("в организации {code} нет сотрудника"))
    }

    #[expect(clippy::too_many_arguments, reason = "one printed line")]
    fn kept(
        &self,
        role: &str,
        title: &str,
        member: &StaffMember,
        organisation: &MadeUpOrganisation,
        does: &str,
        login: &str,
        password: &str,
    ) -> KeptAccount {
        KeptAccount {
            role: role.to_owned(),
            title: title.to_owned(),
            person: format!("{}, {}", member.post_title, organisation.short_name),
            does: does.to_owned(),
            login: login.to_owned(),
            password: password.to_owned(),
        }
    }

    fn password(&self) -> Result<String, String> {
        let id = self
            .app
            .fresh_id(self.app.clock.now())
            .map_err(|error| error.to_string())?
            .simple()
            .to_string();
        let tail: String = id.chars().rev().take(12).collect();
        let (first, rest) = tail.split_at(4);
        let (second, third) = rest.split_at(4);
        Ok(format!("demo-{first}-{second}-{third}"))
    }
}

const fn acting_role(kind: OrganisationKind) -> Option<(Role, StaffPost)> {
    match kind {
        OrganisationKind::Ministry => Some((Role::MinistryOfficer, StaffPost::Clerk)),
        OrganisationKind::ProcessingCentre => Some((Role::ProcessingOperator, StaffPost::Clerk)),
        OrganisationKind::MunicipalBody => Some((Role::MunicipalClerk, StaffPost::Clerk)),
        OrganisationKind::School | OrganisationKind::StateSchool | OrganisationKind::College => {
            Some((Role::SchoolOfficer, StaffPost::DeputyHead))
        }
        OrganisationKind::ExamCommission | OrganisationKind::AppealsCommission => None,
    }
}

/// Login, title and purpose of the account lent to visitors: the first organisation of each kind.
const fn lent_login(kind: OrganisationKind) -> Option<(&'static str, &'static str, &'static str)> {
    match kind {
        OrganisationKind::Ministry => Some((
            "ministry",
            "Министерство",
            "следит за ознакомлением, открывает просмотр",
        )),
        OrganisationKind::ProcessingCentre => Some((
            "rcoi",
            "Оператор РЦОИ",
            "загружает файлы, записывает окончание обработки, передаёт ведомости",
        )),
        OrganisationKind::MunicipalBody => Some((
            "mouo",
            "Специалист управления",
            "передаёт ведомости школам, следит за сроками",
        )),
        OrganisationKind::School => Some(("school", "Школа", "знакомит класс под подпись")),
        OrganisationKind::StateSchool => Some((
            "state-school",
            "Государственная школа",
            "получает ведомость прямо из РЦОИ",
        )),
        OrganisationKind::College => Some(("college", "Колледж", "получает ведомость прямо из РЦОИ")),
        OrganisationKind::ExamCommission | OrganisationKind::AppealsCommission => None,
    }
}

fn order_of(member: &StaffMember) -> app::accounts::OrderInput {
    app::accounts::OrderInput {
        number: member.order.number.clone(),
        date: member.order.issued_on.to_string(),
        valid_from: member.order.valid_from.to_string(),
        valid_to: member.order.valid_to.to_string(),
    }
}
