//! The same window on many lists, with one statement. The engines have two texts: SQLite has no LATERAL.

/// `windows!(columns, table, key, direction)`: of each room of the JSON array `$1`, the first `$4` rows of `table t` whose
/// key lies between `$2` and `$3`. SQLite has no LATERAL; one text for both
/// (the end of each window, then the rows up to it) would take PostgreSQL half as long again.
macro_rules! windows {
    ($columns:expr, $table:literal, $key:literal, $direction:literal) => {
        $crate::store::sql::Text::each(
            concat!(
                "SELECT ",
                $columns,
                " FROM json_each($1) i JOIN ",
                $table,
                " t ON t.room_id = i.value AND t.",
                $key,
                " IN (SELECT s.",
                $key,
                " FROM ",
                $table,
                " s WHERE s.room_id = i.value AND s.",
                $key,
                " > $2 AND s.",
                $key,
                " < $3 ORDER BY s.",
                $key,
                $direction,
                " LIMIT $4) ORDER BY t.room_id, t.",
                $key,
                $direction
            ),
            concat!(
                "SELECT ",
                $columns,
                " FROM jsonb_array_elements_text($1::jsonb) i (room) JOIN LATERAL (SELECT * FROM ",
                $table,
                " s WHERE s.room_id = i.room::bigint AND s.",
                $key,
                " > $2 AND s.",
                $key,
                " < $3 ORDER BY s.",
                $key,
                $direction,
                " LIMIT $4) t ON true ORDER BY t.room_id, t.",
                $key,
                $direction
            ),
        )
    };
}

/// `windows_by!((room bigint, seq bigint) columns, table, "room_id" = "room" and "parent_seq" = "seq", key, direction)`: the same on
/// lists that are named by more than their room. The keys come as a JSON array of objects in `$1`; each row has the place `n` of its
/// list among them.
macro_rules! windows_by {
    ($input:tt $columns:expr, $table:literal, $($of:literal = $by:literal) and +, $key:literal, $direction:literal) => {
        $crate::store::sql::with_input!(
            $input
            concat!(
                "SELECT input.n, ", $columns, " FROM input JOIN ", $table, " t ON t.", $key, " IN (SELECT s.", $key, " FROM ",
                $table, " s WHERE s.", $key, " > $2 AND s.", $key, " < $3", $(" AND s.", $of, " = input.", $by,)+
                " ORDER BY s.", $key, $direction, " LIMIT $4)", $(" AND t.", $of, " = input.", $by,)+
                " ORDER BY input.n, t.", $key, $direction
            ),
            concat!(
                "SELECT input.n, ", $columns, " FROM input JOIN LATERAL (SELECT * FROM ", $table, " s WHERE s.", $key,
                " > $2 AND s.", $key, " < $3", $(" AND s.", $of, " = input.", $by,)+ " ORDER BY s.", $key, $direction,
                " LIMIT $4) t ON true ORDER BY input.n, t.", $key, $direction
            )
        )
    };
}

pub(crate) use {windows, windows_by};
