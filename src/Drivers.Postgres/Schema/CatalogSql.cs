namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>What is asked of the catalog. Every name is qualified: what a database calls its own functions and tables does not matter.</summary>
internal static class CatalogSql
{
    private const string Kinds = "('r','p','f','v','m')";

    /// <summary>Every table and view that the role may read or write. Partitions are their table's affair.</summary>
    public const string List = $"""
        SELECT n.nspname, c.relname, c.relkind, c.reltuples::int8,
               pg_catalog.has_table_privilege(c.oid, 'INSERT') AND c.relkind IN ('r','p','f')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN {Kinds} AND NOT c.relispartition
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
          AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
          AND (pg_catalog.has_any_column_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT'))
        ORDER BY n.nspname, c.relname
        """;

    /// <summary>The table that one of several pairs of schema ($1) and name ($2) addresses; the first that is spelled exactly, else the first without case.</summary>
    public const string Find = $"""
        SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.obj_description(c.oid, 'pg_class'),
               pg_catalog.has_any_column_privilege(c.oid, 'INSERT')
        FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) WITH ORDINALITY AS w(nsp, rel, at)
        JOIN pg_catalog.pg_namespace n ON pg_catalog.lower(n.nspname) = pg_catalog.lower(w.nsp)
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND pg_catalog.lower(c.relname) = pg_catalog.lower(w.rel)
        WHERE c.relkind IN {Kinds} AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
          AND (pg_catalog.has_any_column_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT'))
        ORDER BY (n.nspname = w.nsp AND c.relname = w.rel) DESC, w.at, n.nspname, c.relname
        LIMIT 1
        """;

    /// <summary>
    /// What says that a table addressed by schema ($1) and name ($2) is still what it was: the transactions that last wrote its rows of the catalog. Any change of
    /// its columns, keys, constraints, rights and enums is one of them.
    /// </summary>
    public const string Version = """
        SELECT c.oid::text || ' ' || c.xmin::text
            || ' ' || (SELECT pg_catalog.string_agg(a.xmin::text, ',' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid)
            || ' ' || COALESCE((SELECT pg_catalog.string_agg(i.xmin::text, ',' ORDER BY i.indexrelid) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid), '')
            || ' ' || COALESCE((SELECT pg_catalog.string_agg(o.xmin::text, ',' ORDER BY o.oid) FROM pg_catalog.pg_constraint o WHERE o.conrelid = c.oid), '')
            || ' ' || (SELECT pg_catalog.count(*) FROM pg_catalog.pg_enum)::text
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relname = $2
        """;

    /// <summary>The columns of a table ($1), each with its type below all domains.</summary>
    public const string Columns = """
        WITH RECURSIVE below(oid, root, modifier, strict) AS (
            SELECT t.oid, t.oid, -1, false FROM pg_catalog.pg_type t
            WHERE t.oid IN (SELECT atttypid FROM pg_catalog.pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped)
            UNION ALL
            SELECT b.oid, t.typbasetype, CASE WHEN b.modifier = -1 THEN t.typtypmod ELSE b.modifier END, b.strict OR t.typnotnull
            FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.root WHERE t.typtype = 'd')
        SELECT a.attname, b.root, COALESCE(e.oid, 0::oid),
               CASE WHEN a.atttypmod = -1 THEN b.modifier ELSE a.atttypmod END,
               pg_catalog.format_type(a.atttypid, a.atttypmod),
               a.attnotnull OR b.strict, a.atthasdef, a.attidentity, a.attgenerated,
               COALESCE(NOT k.collisdeterministic, false),
               pg_catalog.col_description(a.attrelid, a.attnum),
               pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT'), pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE'),
               CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) ELSE '{}'::text[] END
        FROM pg_catalog.pg_attribute a
        JOIN below b ON b.oid = a.atttypid
        JOIN pg_catalog.pg_type t ON t.oid = b.root AND t.typtype <> 'd'
        LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' AND t.typlen = -1
        LEFT JOIN pg_catalog.pg_collation k ON k.oid = a.attcollation
        WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
          AND (pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') OR pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT'))
        ORDER BY a.attnum
        """;

    /// <summary>The unique indexes of a table ($1) that an upsert can name: of plain columns, for every row, checked at once. The primary key first.</summary>
    public const string Keys = """
        SELECT c.relname, ARRAY(
            SELECT a.attname::text FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[])) WITH ORDINALITY AS k(num, at)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
            WHERE k.at <= i.indnkeyatts ORDER BY k.at)
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
        ORDER BY i.indisprimary DESC, c.relname
        """;

    /// <summary>
    /// Whether a table by its quoted name ($1) has these columns ($2) of these types ($3), a unique index of these alone ($4), and nothing that would make something
    /// else of a copied row than the row.
    /// </summary>
    public const string IsPlain = """
        SELECT c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND g.tgenabled <> 'D' AND g.tgtype & 2 <> 0 AND g.tgtype & 4 <> 0)
            AND pg_catalog.cardinality($2) = (
                SELECT pg_catalog.count(*) FROM ROWS FROM (pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::text[])) AS w(name, type)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = w.name AND NOT a.attisdropped
                WHERE pg_catalog.format_type(a.atttypid, a.atttypmod) = w.type)
            AND EXISTS (
                SELECT 1 FROM pg_catalog.pg_index i
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND i.indnkeyatts = pg_catalog.cardinality($4)
                  AND i.indnkeyatts = (
                      SELECT pg_catalog.count(*) FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[])) WITH ORDINALITY AS k(num, at)
                      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
                      WHERE k.at <= i.indnkeyatts AND a.attname = ANY ($4)))
        FROM pg_catalog.pg_class c WHERE c.oid = $1::regclass
        """;

    /// <summary>The constraints of a table ($1) with their columns, and the references in both directions.</summary>
    public const string Constraints = """
        SELECT o.conname, o.contype, f.nspname, g.relname, p.nspname, q.relname, o.confdeltype = 'c', o.conrelid = $1,
            ARRAY(SELECT a.attname::text FROM ROWS FROM (pg_catalog.unnest(o.conkey)) WITH ORDINALITY AS k(num, at)
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.num ORDER BY k.at),
            ARRAY(SELECT a.attname::text FROM ROWS FROM (pg_catalog.unnest(o.confkey)) WITH ORDINALITY AS k(num, at)
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.num ORDER BY k.at)
        FROM pg_catalog.pg_constraint o
        JOIN pg_catalog.pg_class g ON g.oid = o.conrelid JOIN pg_catalog.pg_namespace f ON f.oid = g.relnamespace
        LEFT JOIN pg_catalog.pg_class q ON q.oid = o.confrelid LEFT JOIN pg_catalog.pg_namespace p ON p.oid = q.relnamespace
        WHERE o.conrelid = $1 OR (o.confrelid = $1 AND NOT g.relispartition AND o.conparentid = 0)
        ORDER BY o.conname, g.relname
        """;
}
