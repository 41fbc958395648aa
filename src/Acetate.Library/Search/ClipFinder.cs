using Dapper;

namespace Acetate.Library.Search;

/// <summary>Finds rows of one show after the other by the same query.</summary>
/// <remarks>
/// What many clips have is found by walking along the order until enough are found; what few have, by the index of what few have.
/// Which of the two it is, a walk of some thousand rows tells in milliseconds. PostgreSQL then chooses the index by its
/// statistics; for SQLite, which keeps none, each index is asked how many rows it would give, and stopped when they become too many.
/// </remarks>
internal sealed class ClipFinder
{
    /// <summary>Rows that are walked before an index is asked.</summary>
    private const int FirstWalk = 3000;

    /// <summary>Rows up to which an index beats a walk.</summary>
    private const int Few = 20_000;

    /// <summary>Rows up to which an index beats a walk over SQLite's index of days, which holds all that is asked.</summary>
    private const int FewBesideWalk = 2000;

    /// <summary>In SQLite the one that holds nearly all columns, so that it is walked without the rows.</summary>
    private const string Walk = " INDEXED BY clip_search_by_day";

    private readonly LibraryTransaction tx;
    private readonly SearchConditions conditions;

    private ClipFinder(LibraryTransaction tx, ClipQuery query)
    {
        this.tx = tx;
        conditions = new(query, tx.IsPostgres);
    }

    public static async Task<ClipFinder> BeginAsync(LibraryTransaction tx, ClipQuery query, CancellationToken cancellationToken)
    {
        // A plan that is made without the values cannot know that one camera shot half the show and another one day. A list of rows that does not fit into
        // 4 MB becomes one of pages, all rows of which are taken into parts again: half a minute for a million clips. Compiling takes longer than it saves.
        if (tx.IsPostgres) await tx.ExecuteAsync("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off", null, cancellationToken);
        return new ClipFinder(tx, query);
    }

    /// <summary>The places of what is found in a show, in an order, after a place.</summary>
    public async Task<List<SearchOrder.Place>> PlacesAsync(string show, SearchOrder order, SearchOrder.Place? after, int skip, int limit, CancellationToken cancellationToken)
    {
        var values = Values(show);
        values.Add("limit", limit);
        values.Add("skip", skip);
        values.Add("walk", FirstWalk);
        var place = after is null ? "" : $" AND {order.After(after, values)}";
        var columns = $"s.clip_id AS id, {order.Columns}";
        var rows = new List<Row>();
        if (order.Index is not null && !conditions.All.IsEmpty && skip == 0)
        {
            rows = await tx.QueryAsync<Row>(
                $"SELECT {columns} FROM (SELECT * FROM clip_search s{By(order)} WHERE s.show = @show{place} ORDER BY {order.Sql} LIMIT @walk) s WHERE {All(c => c.Sql)} ORDER BY {order.Sql} LIMIT @limit",
                values, cancellationToken);
            if (rows.Count == limit) return Places();
        }

        var (source, where) = await SourceAsync(show, conditions.All.IsEmpty || order.Index is not null ? By(order) : "", cancellationToken);
        rows = await tx.QueryAsync<Row>($"SELECT {columns} FROM {source} WHERE {where}{place} ORDER BY {order.Sql} LIMIT @limit OFFSET @skip", values, cancellationToken);
        return Places();

        List<SearchOrder.Place> Places() => rows.ConvertAll(row => new SearchOrder.Place([.. new[] { row.K0, row.K1, row.K2, row.K3 }.Take(order.Keys.Length)], row.Id));
    }

    /// <summary>How many are found in a show; counting ends at a number.</summary>
    public async Task<int> CountAsync(string show, int most, CancellationToken cancellationToken)
    {
        var values = Values(show);
        values.Add("most", most);
        var (source, where) = await SourceAsync(show, "", cancellationToken);
        return await tx.ScalarAsync<int>($"SELECT COUNT(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT @most) AS found", values, cancellationToken);
    }

    /// <summary>Rows of a statement over some columns of what is found, as <c>found</c>; at most so many clips.</summary>
    public async Task<List<T>> OverAsync<T>(string show, string columns, string statement, int most, CancellationToken cancellationToken)
    {
        var values = Values(show);
        values.Add("most", most);
        var (source, where) = await SourceAsync(show, "", cancellationToken);
        return await tx.QueryAsync<T>($"WITH found AS MATERIALIZED (SELECT {columns} FROM {source} WHERE {where} LIMIT @most) {statement}", values, cancellationToken);
    }

    /// <summary>What to read from, and the conditions that hold then.</summary>
    private async Task<(string Source, string Where)> SourceAsync(string show, string otherwise, CancellationToken cancellationToken)
    {
        var every = conditions.All.IsEmpty ? "s.show = @show" : $"s.show = @show AND {All(c => c.Sql)}";
        if (tx.IsPostgres)
        {
            // It takes the parts of a word to be independent of each other, and so a common word to be rare: beside the clips of one day the index of parts would only cost.
            var isNarrow = conditions.All.Any(c => c.IsNarrow);
            return ("clip_search s", conditions.All.IsEmpty ? every : $"s.show = @show AND {All(c => isNarrow && !c.IsNarrow ? c.Sql : c.Near.IsEmpty ? c.Found ?? c.Sql : $"({string.Join(" OR ", c.Near)}) AND {c.Sql}")}");
        }

        // Of alternatives SQLite would read the whole index; of a union, each stretch.
        var ways = conditions.All.Where(c => c.Found is not null || !c.Near.IsEmpty)
            .Select(c => (c.Near.IsEmpty ? [c.Found!] : c.Near).Select(stretch => $"SELECT s.number FROM clip_search s WHERE s.show = @show AND {stretch}").ToArray()).ToList();
        var parts = conditions.All.Select(c => c.Parts).OfType<string>().ToList();
        if (parts.Count > 0) ways.Insert(0, [$"SELECT rowid AS number FROM clip_parts WHERE clip_parts MATCH ({string.Join(" || ' ' || ", parts)})"]);
        var isWalked = conditions.All.All(c => c.IsWalked);
        var (fewest, best) = ((isWalked ? FewBesideWalk : Few) + 1, "");
        foreach (var way in ways)
        {
            var values = Values(show);
            values.Add("few", fewest);
            // What lies in two stretches counts twice here, so that counting can stop.
            var count = await tx.ScalarAsync<int>($"SELECT COUNT(*) FROM (SELECT 1 FROM ({string.Join(" UNION ALL ", way)}) LIMIT @few)", values, cancellationToken);
            if (count < fewest) (fewest, best) = (count, string.Join(" UNION ", way));
            if (fewest < 100) break;
        }

        // The order of a cross join is the order it is done in.
        return best.Length > 0 ? ($"({best}) f CROSS JOIN clip_search s", $"s.number = f.number AND {every}") : ($"clip_search s{(isWalked && !conditions.All.IsEmpty ? Walk : otherwise)}", every);
    }

    private string All(Func<SearchConditions.Condition, string> form) => string.Join(" AND ", conditions.All.Select(form));

    /// <summary>Takes the index of an order, in the database that has to be told.</summary>
    private string By(SearchOrder order) => tx.IsPostgres || order.Index is null ? "" : $" INDEXED BY {order.Index}";

    private DynamicParameters Values(string show)
    {
        var values = new DynamicParameters();
        values.AddDynamicParams(conditions.Values);
        values.Add("show", show);
        return values;
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string K0 { get; set; } = "";
        public string K1 { get; set; } = "";
        public string K2 { get; set; } = "";
        public string K3 { get; set; } = "";
    }
}
