//! Configuration: flag, then `VEDOMOST_…`, then `…_FILE` for secrets, then the default. Nothing else reads the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use storage::Location;

/// Where an installation lives.
#[derive(Debug, Clone, Args)]
pub struct InstallationArguments {
    /// Папка данных.
    #[arg(long, env = "VEDOMOST_DATA_DIR", default_value = "vedomost-data")]
    pub data_dir: PathBuf,
    /// Папка ключей; держите её на другом томе.
    #[arg(long, env = "VEDOMOST_KEYS_DIR", default_value = "vedomost-keys")]
    pub keys_dir: PathBuf,
    /// Код региона: 42, 43, 61, 13.
    #[arg(long, env = "VEDOMOST_REGION", default_value = "42")]
    pub region: String,
    /// Адрес PostgreSQL; без него — встроенный SQLite в папке данных.
    #[arg(long, env = "VEDOMOST_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Файл с адресом PostgreSQL, если его нельзя передать иначе.
    #[arg(long, env = "VEDOMOST_DATABASE_URL_FILE", conflicts_with = "database_url")]
    pub database_url_file: Option<PathBuf>,
    /// Файлы шкал перевода поверх встроенных, через запятую: шкалы года по документам Рособрнадзора и министерства.
    #[arg(long, env = "VEDOMOST_SCALES", value_delimiter = ',')]
    pub scales: Vec<PathBuf>,
}

impl InstallationArguments {
    /// The working database.
    pub fn location(&self) -> Result<Location, String> {
        if let Some(url) = &self.database_url {
            return Ok(Location::Postgres(url.clone()));
        }
        let Some(path) = &self.database_url_file else {
            return Ok(Location::SqliteFile(self.data_dir.join("vedomost.sqlite")));
        };
        let text =
            std::fs::read_to_string(path).map_err(|error| format!("файл {} не читается: {error}", path.display()))?;
        Ok(Location::Postgres(text.trim().to_owned()))
    }
}

/// A certificate with which the program ends TLS itself.
#[derive(Debug, Clone, Default, Args)]
pub struct TlsArguments {
    /// Файл PEM с сертификатом узла и промежуточными: программа сама отвечает по https. Новый на том же месте
    /// подхватывается без перезапуска.
    #[arg(
        long,
        env = "VEDOMOST_TLS_CERTIFICATE",
        requires = "tls_key",
        conflicts_with = "plain_loopback"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// Файл PEM с ключом к нему, права не шире 0640.
    #[arg(long, env = "VEDOMOST_TLS_KEY", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
}

/// How an installation is served.
#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub installation: InstallationArguments,
    /// Адрес страниц сотрудников.
    #[arg(long, env = "VEDOMOST_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Адрес самостоятельного просмотра.
    #[arg(long, env = "VEDOMOST_PUBLIC_LISTEN", default_value = "127.0.0.1:8081")]
    pub public_listen: SocketAddr,
    /// Имена узла сотрудников, через запятую; пусто — любое.
    #[arg(long, env = "VEDOMOST_HOSTS", value_delimiter = ',')]
    pub hosts: Vec<String>,
    /// Посредники, чьему X-Forwarded-For верить, через запятую.
    #[arg(long, env = "VEDOMOST_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Слушать без TLS на этом же компьютере (cookie без Secure); для работы дайте сертификат или ставьте TLS перед программой.
    #[arg(long, env = "VEDOMOST_PLAIN_LOOPBACK")]
    pub plain_loopback: bool,
    #[command(flatten)]
    pub tls: TlsArguments,
    /// Сертификат для имени участников, если он другой; без него — тот же.
    #[arg(
        long,
        env = "VEDOMOST_PUBLIC_TLS_CERTIFICATE",
        requires = "public_tls_key",
        requires = "tls_certificate"
    )]
    pub public_tls_certificate: Option<PathBuf>,
    /// Ключ к нему.
    #[arg(long, env = "VEDOMOST_PUBLIC_TLS_KEY", requires = "public_tls_certificate")]
    pub public_tls_key: Option<PathBuf>,
    /// Код и название министерства для первой записи справочника: «420=Министерство образования».
    #[arg(long, env = "VEDOMOST_MINISTRY", default_value = "420=Министерство образования")]
    pub ministry: String,
    /// Код и название РЦОИ для первой записи справочника: его оператор загрузит остальное.
    #[arg(long, env = "VEDOMOST_PROCESSING_CENTRE", default_value = "421=РЦОИ")]
    pub processing_centre: String,
}

/// A look-up process of its own.
#[derive(Debug, Clone, Args)]
pub struct LookupArguments {
    /// Файл публикации; перечитывается, когда меняется. Кладите новый переименованием, а не записью поверх.
    #[arg(
        long,
        env = "VEDOMOST_SNAPSHOT",
        required_unless_present = "from",
        conflicts_with = "from"
    )]
    pub snapshot: Option<PathBuf>,
    /// Адрес сотрудников основного сервера, откуда забирать публикации: https://vedomost.example.
    #[arg(long, env = "VEDOMOST_FROM", requires = "token_file")]
    pub from: Option<String>,
    /// Файл с ключом другой системы: назначение «забирать публикацию для просмотра».
    #[arg(long, env = "VEDOMOST_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Файл ключа просмотра; его выдаёт «vedomost lookup-key».
    #[arg(long, env = "VEDOMOST_LOOKUP_KEY_FILE")]
    pub key_file: PathBuf,
    /// Папка этого процесса: счётчики попыток, а с --from и забранные публикации, с которыми просмотр работает без
    /// основного сервера. У каждого процесса своя.
    #[arg(long, env = "VEDOMOST_LOOKUP_DATA_DIR", default_value = "vedomost-lookup")]
    pub data_dir: PathBuf,
    /// Адрес самостоятельного просмотра.
    #[arg(long, env = "VEDOMOST_PUBLIC_LISTEN", default_value = "127.0.0.1:8081")]
    pub listen: SocketAddr,
    /// Как часто искать новую публикацию, секунд: настолько позже основного сервера она видна.
    #[arg(long, env = "VEDOMOST_LOOKUP_EVERY", default_value = "2", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub every: u64,
    /// Посредники, чьему X-Forwarded-For верить, через запятую.
    #[arg(long, env = "VEDOMOST_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Слушать без TLS на этом же компьютере (cookie без Secure); для работы дайте сертификат или ставьте TLS перед программой.
    #[arg(long, env = "VEDOMOST_PLAIN_LOOPBACK")]
    pub plain_loopback: bool,
    #[command(flatten)]
    pub tls: TlsArguments,
    /// Файл PEM с корневым сертификатом основного сервера, если системные его не знают: для --from.
    #[arg(long, env = "VEDOMOST_ROOT_CERTIFICATE", requires = "from")]
    pub root_certificate: Option<PathBuf>,
}

/// The demo.
#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// Папка данных показа; если пуста, регион будет сделан заново.
    #[arg(long, default_value = "demo-data")]
    pub data_dir: PathBuf,
    /// Папка ключей показа.
    #[arg(long, default_value = "demo-keys")]
    pub keys_dir: PathBuf,
    /// Адрес страниц сотрудников.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Адрес самостоятельного просмотра; открывайте его как localhost.
    #[arg(long, default_value = "127.0.0.1:8081")]
    pub public_listen: SocketAddr,
    /// Чьи недели результатов: сочинения в декабре (essay), экзаменов ГИА в июне (gia), или сочинение прошло, а экзамены идут
    /// (all). Без ключа: essay, с --scale region: all; для готового показа — какой лежит в папке.
    #[arg(long, value_enum)]
    pub exams: Option<DemoExams>,
    /// Размер: несколько управлений и 60 школ (small) или целый регион (region): 34 МОУО, 700 школ, 13 000 участников ГИА-11,
    /// 27 000 участников ГИА-9 и сочинение, создаётся несколько минут. Без ключа: small; для готового показа — какой лежит
    /// в папке.
    #[arg(long, value_enum)]
    pub scale: Option<DemoScale>,
    /// Местное время показа: 2026-12-17T09:20.
    #[arg(long)]
    pub now: Option<String>,
    #[command(flatten)]
    pub region: RegionSize,
}

/// Which exams the demo lives through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DemoExams {
    Essay,
    Gia,
    All,
}

/// How large the demo's region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DemoScale {
    Small,
    Region,
}

/// A region of another size than the ordinary one; for tests, so that one is made in seconds.
#[derive(Debug, Clone, Default, Args)]
pub struct RegionSize {
    /// Сколько МОУО выдумать.
    #[arg(long, hide = true)]
    pub municipal_bodies: Option<usize>,
    /// Сколько школ.
    #[arg(long, hide = true)]
    pub schools: Option<usize>,
    /// Сколько участников сочинения.
    #[arg(long, hide = true)]
    pub participants: Option<usize>,
    /// Сколько участников ГИА-11.
    #[arg(long, hide = true)]
    pub gia11: Option<usize>,
    /// Сколько участников ГИА-9.
    #[arg(long, hide = true)]
    pub gia9: Option<usize>,
}
