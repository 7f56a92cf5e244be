//! Many rows in few statements.

use std::sync::Arc;

use sqlx::database::HasStatementCache;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::query::Query;
use sqlx::{Arguments, AssertSqlSafe, Connection, Database, Encode, IntoArguments, Postgres, Sqlite, Type};

/// Most bound values in one statement: SQLite takes 32 766, PostgreSQL 65 535.
pub(crate) const MOST_BINDS: usize = 30_000;

/// Below this a statement is kept prepared whatever its number of rows, above it only where rows fill it.
const FEW_ROWS: usize = 16;

/// An engine as it writes rows of places for values.
pub(crate) trait RowTexts: HasStatementCache {
    /// `(?, ?), (?, ?)` or `($1, $2), ($3, $4)`.
    fn row_texts(columns: usize, rows: usize) -> String;
}

impl RowTexts for Sqlite {
    fn row_texts(columns: usize, rows: usize) -> String {
        let row = format!("({}), ", vec!["?"; columns].join(", "));
        let mut text = row.repeat(rows);
        text.truncate(text.len().saturating_sub(2));
        text
    }
}

impl RowTexts for Postgres {
    fn row_texts(columns: usize, rows: usize) -> String {
        let place = |number| format!("${number}");
        let row = |row| {
            (1..=columns)
                .map(|column| place(row * columns + column))
                .collect::<Vec<_>>()
        };
        let texts: Vec<String> = (0..rows)
            .map(|number| format!("({})", row(number).join(", ")))
            .collect();
        texts.join(", ")
    }
}

/// The values of rows, one behind the other.
pub(crate) struct Binds<DB: Database>(Result<DB::Arguments, BoxDynError>);

impl<DB: Database> Binds<DB> {
    pub(crate) fn push_bind<'t, T>(&mut self, value: T) -> &mut Self
    where
        T: Encode<'t, DB> + Type<DB>,
    {
        let added = self.0.as_mut().map_or(Ok(()), |arguments| arguments.add(value));
        if let Err(error) = added {
            self.0 = Err(error);
        }
        self
    }
}

/// A text that many rows in a row repeat: SQLite's thread is given the same one, copied when it changes.
#[derive(Default)]
pub(crate) struct Repeated(Option<Arc<str>>);

impl Repeated {
    pub(crate) fn text(&mut self, text: &str) -> SharedText {
        match &self.0 {
            Some(last) if **last == *text => SharedText(Arc::clone(last)),
            _ => SharedText(Arc::clone(self.0.insert(Arc::from(text)))),
        }
    }
}

/// A value of [`Repeated`].
pub(crate) struct SharedText(Arc<str>);

impl<'t> Encode<'t, Sqlite> for SharedText {
    fn encode_by_ref(&self, values: &mut <Sqlite as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(Arc::clone(&self.0), values)
    }
}

impl<'t> Encode<'t, Postgres> for SharedText {
    fn encode_by_ref(&self, values: &mut <Postgres as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(&*self.0, values)
    }
}

impl<DB: Database> Type<DB> for SharedText
where
    str: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <str as Type<DB>>::type_info()
    }

    fn compatible(found: &DB::TypeInfo) -> bool {
        <str as Type<DB>>::compatible(found)
    }
}

/// `before`, as many rows of values as there are `rows`, `after`. The connection says which engine it is for.
pub(crate) fn with_rows<C: Connection, Row>(
    _: &C,
    (before, after): (&'static str, &'static str),
    columns: usize,
    rows: &[Row],
    mut bind: impl FnMut(&mut Binds<C::Database>, &Row),
) -> Result<Query<'static, C::Database, <C::Database as Database>::Arguments>, sqlx::Error>
where
    C::Database: RowTexts,
    <C::Database as Database>::Arguments: IntoArguments<C::Database>,
{
    let mut arguments = <C::Database as Database>::Arguments::default();
    arguments.reserve(columns * rows.len(), 0);
    let mut binds = Binds(Ok(arguments));
    for row in rows {
        bind(&mut binds, row);
    }
    let text = [before, "VALUES ", &C::Database::row_texts(columns, rows.len()), after].concat();
    let keeps = rows.len() <= FEW_ROWS || rows.len() == MOST_BINDS / columns;
    let arguments = binds.0.map_err(sqlx::Error::Encode)?;
    Ok(sqlx::query_with(AssertSqlSafe(text), arguments).persistent(keeps))
}

/// `bulk_insert!(tx, PREFIX, columns, rows, |b, row| { b.push_bind(row.a).push_bind(row.b); })`: VALUES lists of as many
/// rows as fit.
macro_rules! bulk_insert {
    ($tx:expr, $prefix:expr, $columns:expr, $rows:expr, |$b:ident, $row:ident| $binds:block) => {
        $crate::bulk::bulk_rows!($tx, ($prefix, ""), $columns, $rows, |$b, $row| $binds)
    };
}
pub(crate) use bulk_insert;

/// The same with a text behind the rows: `(BEFORE, AFTER)`.
macro_rules! bulk_rows {
    ($tx:expr, $around:expr, $columns:expr, $rows:expr, |$b:ident, $row:ident| $binds:block) => {{
        for chunk in $rows.chunks($crate::bulk::MOST_BINDS / $columns) {
            $crate::engine::on_engine!($tx, |c| {
                match $crate::bulk::with_rows(&*c, $around, $columns, chunk, |$b, $row| $binds) {
                    Ok(query) => query.execute(c).await.map(|_| ()),
                    Err(error) => Err(error),
                }
            })?;
        }
    }};
}
pub(crate) use bulk_rows;

/// Pushes `$1, $2, …)` after a text that ends with `IN (`.
macro_rules! push_list {
    ($builder:expr, $ids:expr) => {{
        let mut list = $builder.separated(", ");
        for id in $ids {
            list.push_bind(*id);
        }
        $builder.push(")");
    }};
}
pub(crate) use push_list;

/// Pushes ` AND (…)`: the condition of a scope on the organisation under this alias.
macro_rules! push_scope {
    ($builder:expr, $scope:expr, $alias:literal) => {{
        $builder.push(" AND (").push_bind($scope.mode());
        $builder.push(concat!(" = 'region' OR ", $alias, ".id = "));
        $builder.push_bind($scope.organisation().0).push(" OR (");
        $builder.push_bind($scope.mode());
        $builder.push(concat!(" = 'subtree' AND ", $alias, ".parent_id = "));
        $builder.push_bind($scope.organisation().0).push("))");
    }};
}
pub(crate) use push_scope;
