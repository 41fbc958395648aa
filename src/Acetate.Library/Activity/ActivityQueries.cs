using Acetate.Library.Database;

namespace Acetate.Library.Activity;

/// <summary>One timeline of all that happened: the feed of events and the audit log, merged by time.</summary>
/// <remarks>
/// Each source is asked for one page through an index and the two are merged, so a page costs the same whether the library is a day or a year old.
/// Calls of the API that succeeded, and deeds that an event of the same name tells, are left out. Those that were refused, and everything that was looked at or fetched, are there.
/// </remarks>
public static class ActivityQueries
{
    /// <summary>The most lines of one page.</summary>
    public const int LongestPage = 500;

    // Every deed of these words is a read: files, clips, rolls and their parts, packages, workspaces, shares, what vendors handed in, single frames.
    private const string Reads = "(action LIKE '%.downloaded' OR action LIKE '%-downloaded' OR action LIKE '%.watched' OR action IN ('clip.still-seen', 'daily.seen', 'slate.seen'))";

    // An event of the same name tells each of these, in better words; a pull's events do not say of which clips and shots it is.
    private const string Told = "('cut.kept', 'pull.planned', 'pull.approved', 'pull.retried', 'pull.withdrawn', 'return.received', 'return.approved', 'return.rejected', 'return.withdrawn')";

    // Beside a clip or a shot stand the events of the work that makes a pull, which begins when it is approved.
    private const string ToldOfWork = "('pull.approved', 'pull.retried')";

    // Pulls that hold the clip, or the shot of the show.
    private const string OfClip = "SELECT pp.pull_id FROM pull_plates pp WHERE pp.clip_id = @Clip";
    private const string OfShot = "SELECT pp.pull_id FROM pull_plates pp JOIN pulls p ON p.id = pp.pull_id WHERE pp.shot = @Shot AND p.show = @Show";

    // How kinds of events and deeds begin, by what they are about.
    private static string[] WordsOf(ActivityTopic topic) => topic switch
    {
        ActivityTopic.Footage => ["ingest.", "roll.", "clip.", "clips.", "day.", "drive.", "custody.", "expected-", "job.", "file."],
        ActivityTopic.Cuts => ["cut.", "match.", "offline.", "pull.", "package.", "return."],
        ActivityTopic.Dailies => ["dailies.", "daily."],
        ActivityTopic.Sharing => ["workspace.", "share.", "asset.", "bulk.", "download"],
        _ => ["principal.", "role.", "token.", "session", "second-factor.", "identity.", "provider.", "policy.", "show.", "store.", "library.", "api."],
    };

    // Versions that a vendor handed in: of a shot, and of the plates that were made of a clip.
    private const string ReturnsOfShot = "SELECT CAST(r.id AS TEXT) FROM vendor_returns r WHERE r.show = @Show AND lower(r.shot) = lower(@Shot)";
    private const string ReturnsOfClip = "SELECT CAST(r.id AS TEXT) FROM vendor_returns r JOIN pull_plates pp ON pp.pull_id = r.pull_id AND pp.place = r.plate WHERE pp.clip_id = @Clip";

    // What was done with shares that a clip is in.
    private const string SharesOfClip = "(action LIKE 'share.%' AND action NOT IN ('share.watched', 'share.downloaded', 'share.marked') AND target IN (SELECT CAST(share_id AS TEXT) FROM share_items WHERE clip_id = @Clip))";

    extension(LibraryTransaction tx)
    {
        /// <summary>The latest of what happened before a place, newest first.</summary>
        /// <param name="filter">What is wanted.</param>
        /// <param name="reader">What may be known.</param>
        /// <param name="before">The last line of the page before; null for the newest.</param>
        /// <param name="limit">How many, at most <see cref="LongestPage"/>.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<ActivityLine>> ActivityAsync(ActivityFilter filter, ActivityReader reader, ActivityPlace? before, int limit, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(filter);
            ArgumentNullException.ThrowIfNull(reader);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestPage);
            if (filter.Shot is not null && filter.Show is null) throw new LibraryException(LibraryProblem.Settings, "A shot is one of a show: name the show as well.");
            var roll = filter.Clip is { } clip ? (await tx.ClipRollAsync(clip, cancellationToken)) : filter.Roll;
            var asked = new
            {
                filter.Show,
                Roll = roll,
                filter.Clip,
                clipText = filter.Clip?.ToString(),
                rollText = roll?.ToString(),
                filter.Shot,
                filter.Actor,
                filter.Since,
                reader.Shows,
                reader.Audited,
                reader.Name,
                at = before?.At,
                sequence = before?.Sequence,
                limit,
            };

            var lines = new List<ActivityLine>();
            if (!filter.ReadsOnly)
            {
                var about = filter switch
                {
                    { Clip: not null } => $"(clip_id = @Clip OR (roll_id = @Roll AND clip_id IS NULL) OR job_id IN (SELECT job_id FROM pulls WHERE id IN ({OfClip}) AND job_id IS NOT NULL))",
                    { Roll: not null } => "roll_id = @Roll",
                    { Shot: not null } => $"(job_id IN (SELECT job_id FROM pulls WHERE id IN ({OfShot}) AND job_id IS NOT NULL) OR clip_id IN (SELECT clip_id FROM pull_plates WHERE shot = @Shot AND pull_id IN ({OfShot})))",
                    _ => null,
                };
                lines.AddRange((await tx.QueryAsync<EventRow>(
                    $"SELECT sequence, at, kind, actor, message, show, roll_id, clip_id, job_id FROM events WHERE {Conditions(filter, about, reader.Shows is null ? null : $"show {tx.Among("Shows")}", before, ActivitySource.Event)} ORDER BY at DESC, sequence DESC LIMIT @limit",
                    asked, cancellationToken)).Select(row => row.ToLine()));
            }

            // Ids stand as texts in the audit log.
            // A share's reads are of the share; the item that was read says of which clip they are.
            const string OfShare = "action IN ('share.watched', 'share.downloaded', 'share.marked')";
            var item = tx.IsPostgres ? "CAST(CAST(detail AS jsonb) ->> 'item' AS BIGINT)" : "json_extract(detail, '$.item')";
            var ofShares = $"({OfShare} AND target IN (SELECT CAST(share_id AS TEXT) FROM share_items WHERE clip_id = @Clip)"
                + $" AND CASE WHEN {OfShare} THEN {item} END IN (SELECT i.number FROM share_items i WHERE i.clip_id = @Clip AND CAST(i.share_id AS TEXT) = target))";
            string Texts(string pulls) => $"target IN (SELECT CAST(id AS TEXT) FROM pulls WHERE id IN ({pulls})) OR target IN (SELECT CAST(folder_id AS TEXT) FROM pulls WHERE id IN ({pulls}) AND folder_id IS NOT NULL)";
            var target = filter switch
            {
                { Clip: not null } => $"(target = @clipText OR {Texts(OfClip)} OR target IN ({ReturnsOfClip}) OR {ofShares} OR {SharesOfClip})",
                { Roll: not null } => "(target = @rollText OR target IN (SELECT CAST(id AS TEXT) FROM clips WHERE roll_id = @Roll))",
                { Shot: not null } => $"({Texts(OfShot)} OR target IN ({ReturnsOfShot}))",
                _ => null,
            };
            var kept = filter.ReadsOnly ? Reads : "(action NOT LIKE 'api.%' OR action LIKE '%.refused')" + $" AND action NOT IN {(filter.Clip is null && filter.Shot is null ? Told : ToldOfWork)}";
            var known = reader.Audited is null ? kept : $"{kept} AND (show {tx.Among("Audited")} OR (actor = @Name AND {(reader.Shows is null ? "1 = 1" : $"show {tx.Among("Shows")}")}))";
            lines.AddRange((await tx.QueryAsync<AuditRow>(
                $"SELECT sequence, at, action, actor, target, show, detail FROM audit WHERE {Conditions(filter, target, known, before, ActivitySource.Audit)} ORDER BY at DESC, sequence DESC LIMIT @limit",
                asked, cancellationToken)).Select(row => row.ToLine()));
            return [.. lines.OrderByDescending(line => line.At).ThenBy(line => line.Source).ThenByDescending(line => line.Sequence).Take(limit)];
        }

        /// <summary>The show of a roll or a clip; null when there is no such thing.</summary>
        public Task<string?> ShowOfFootageAsync(Guid? roll, Guid? clip, CancellationToken cancellationToken) => tx.FirstOrDefaultAsync<string>(
            clip is not null ? "SELECT r.show FROM clips c JOIN rolls r ON r.id = c.roll_id WHERE c.id = @clip" : "SELECT show FROM rolls WHERE id = @roll", new { roll, clip }, cancellationToken);

        private Task<Guid?> ClipRollAsync(Guid clip, CancellationToken cancellationToken) =>
            tx.FirstOrDefaultAsync<Guid?>("SELECT roll_id FROM clips WHERE id = @clip", new { clip }, cancellationToken);
    }

    private static string Conditions(ActivityFilter filter, string? about, string? known, ActivityPlace? before, ActivitySource source)
    {
        // Of the moment of the last line seen: everything of a source that comes later in the order, nothing of one that came before.
        var place = before is not { } seen ? null : source > seen.Source ? "at <= @at" : source < seen.Source ? "at < @at" : "(at < @at OR (at = @at AND sequence < @sequence))";
        var kind = source == ActivitySource.Event ? "kind" : "action";
        var topic = filter.Topic is { } wanted ? $"({string.Join(" OR ", WordsOf(wanted).Select(word => $"{kind} LIKE '{word}%'"))})" : null;
        string?[] all = [about, filter.Show is null ? null : "show = @Show", filter.Actor is null ? null : "actor = @Actor", filter.Since is null ? null : "at >= @Since", place, topic, known];
        return string.Join(" AND ", all.Where(one => one is not null).DefaultIfEmpty("1 = 1"));
    }

    private sealed class EventRow
    {
        public long Sequence { get; set; }
        public DateTimeOffset At { get; set; }
        public string Kind { get; set; } = "";
        public string Actor { get; set; } = "";
        public string Message { get; set; } = "";
        public string Show { get; set; } = "";
        public Guid? RollId { get; set; }
        public Guid? ClipId { get; set; }
        public Guid? JobId { get; set; }

        public ActivityLine ToLine() => new()
        {
            At = At,
            Source = ActivitySource.Event,
            Sequence = Sequence,
            Kind = Kind,
            Actor = Actor,
            Words = Message,
            Show = Show,
            Roll = RollId,
            Clip = ClipId,
            Job = JobId,
        };
    }

    private sealed class AuditRow
    {
        public long Sequence { get; set; }
        public DateTimeOffset At { get; set; }
        public string Action { get; set; } = "";
        public string Actor { get; set; } = "";
        public string Target { get; set; } = "";
        public string Show { get; set; } = "";
        public string Detail { get; set; } = "";

        public ActivityLine ToLine() => new()
        {
            At = At,
            Source = ActivitySource.Audit,
            Sequence = Sequence,
            Kind = Action,
            Actor = Actor,
            Words = AuditWords.Of(Action, Actor, Target, Detail),
            Show = Show,
            Clip = Action is "clip.watched" && Guid.TryParse(Target, out var clip) ? clip : null,
            Target = Target,
        };
    }
}
