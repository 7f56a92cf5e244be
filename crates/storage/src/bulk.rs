//! Many rows in few statements.

/// Most bound values in one statement: SQLite takes 32 766, PostgreSQL 65 535.
pub(crate) const MOST_BINDS: usize = 30_000;

/// `bulk_insert!(tx, PREFIX, columns, rows, |b, row| { b.push_bind(row.a).push_bind(row.b); })`: VALUES lists of as many
/// rows as fit.
macro_rules! bulk_insert {
    ($tx:expr, $prefix:expr, $columns:expr, $rows:expr, |$b:ident, $row:ident| $binds:block) => {{
        for chunk in $rows.chunks($crate::bulk::MOST_BINDS / $columns) {
            $crate::engine::on_engine!($tx, |c| {
                let mut builder = sqlx::QueryBuilder::new($prefix);
                builder.push_values(chunk, |mut $b, $row| $binds);
                builder.build().execute(c).await.map(|_| ())
            })?;
        }
    }};
}
pub(crate) use bulk_insert;

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
