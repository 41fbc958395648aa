using System.Collections.Immutable;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Returns;

/// <summary>What vendors handed in, and what was decided on it.</summary>
public static class ReturnQueries
{
    private const string Columns =
        "id, show, vendor, shot, task, version, name, media, state, prefix, pattern, first_number, last_number, frames, width, height, files, bytes, content, pull_id, plate, findings, errors, warnings, received_by, received_at, decided_by, decided_at, reason";

    extension(LibraryTransaction tx)
    {
        /// <summary>Adds a version with its files.</summary>
        /// <exception cref="LibraryException">The vendor handed in this version already.</exception>
        public async Task<VendorReturn> AddReturnAsync(VendorReturn one, IReadOnlyList<ReturnedFile> files, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(one);
            ArgumentNullException.ThrowIfNull(files);
            one = one with { ReceivedAt = tx.Now };
            var added = await tx.ExecuteAsync(
                $"""
                INSERT INTO vendor_returns ({Columns})
                VALUES (@Id, @Show, @Vendor, @Shot, @Task, @Version, @Name, @media, @state, @Prefix, @Pattern, @FirstNumber, @LastNumber, @Frames, @Width, @Height, @Files, @Bytes, @Content, @Pull, @Plate,
                    @findings, @Errors, @Warnings, @ReceivedBy, @ReceivedAt, @DecidedBy, @DecidedAt, @Reason) ON CONFLICT DO NOTHING
                """,
                new
                {
                    one.Id,
                    one.Show,
                    one.Vendor,
                    one.Shot,
                    one.Task,
                    one.Version,
                    one.Name,
                    media = KebabCase.Of(one.Media),
                    state = KebabCase.Of(one.State),
                    one.Prefix,
                    one.Pattern,
                    one.FirstNumber,
                    one.LastNumber,
                    one.Frames,
                    one.Width,
                    one.Height,
                    one.Files,
                    one.Bytes,
                    one.Content,
                    one.Pull,
                    one.Plate,
                    findings = LibraryJson.Write(one.Findings),
                    one.Errors,
                    one.Warnings,
                    one.ReceivedBy,
                    one.ReceivedAt,
                    one.DecidedBy,
                    one.DecidedAt,
                    one.Reason,
                }, cancellationToken);
            if (added == 0) throw new LibraryException(LibraryProblem.Conflict, $"{one.Title} was taken in already, and nothing is overwritten.");
            foreach (var (file, number) in files.Select((file, i) => (file, i + 1)))
                await tx.ExecuteAsync("INSERT INTO vendor_return_files (return_id, number, path, length, xxh128) VALUES (@Id, @number, @Path, @Length, @Xxh128)", new { one.Id, number, file.Path, file.Length, file.Xxh128 }, cancellationToken);
            return one;
        }

        /// <summary>The versions of a show: by shot, vendor and version.</summary>
        /// <param name="show">The show.</param>
        /// <param name="vendor">One vendor alone, in whatever case; null for all.</param>
        /// <param name="shot">One shot alone; null for all.</param>
        /// <param name="cancellationToken">Ends it.</param>
        public async Task<List<VendorReturn>> ReturnsAsync(string show, string? vendor, string? shot, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM vendor_returns WHERE show = @show {(vendor is null ? "" : "AND lower(vendor) = lower(@vendor)")} {(shot is null ? "" : "AND lower(shot) = lower(@shot)")}
                ORDER BY shot, lower(vendor), task, version
                """, new { show, vendor = vendor ?? "", shot = shot ?? "" }, cancellationToken)).ConvertAll(row => row.ToReturn());

        /// <summary>The version of this id, or null.</summary>
        public async Task<VendorReturn?> ReturnAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM vendor_returns WHERE id = @id", new { id }, cancellationToken))?.ToReturn();

        /// <summary>The versions whose ids lie between two, both included.</summary>
        public async Task<List<VendorReturn>> ReturnsBetweenAsync(Guid first, Guid last, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM vendor_returns WHERE id >= @first AND id <= @last ORDER BY id", new { first, last }, cancellationToken)).ConvertAll(row => row.ToReturn());

        /// <summary>The files of a version in the order of their numbers.</summary>
        public async Task<List<ReturnedFile>> ReturnedFilesAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<FileRow>("SELECT path, length, xxh128 FROM vendor_return_files WHERE return_id = @id ORDER BY number", new { id }, cancellationToken)).ConvertAll(row => new ReturnedFile(row.Path, row.Length, row.Xxh128));

        /// <summary>What the files of all versions of a vendor hashed to (xxh128).</summary>
        public async Task<HashSet<string>> ReturnedHashesAsync(string show, string vendor, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<string>("SELECT f.xxh128 FROM vendor_return_files f JOIN vendor_returns r ON r.id = f.return_id WHERE r.show = @show AND lower(r.vendor) = lower(@vendor)", new { show, vendor }, cancellationToken)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        /// <summary>What was decided on a version, the oldest first.</summary>
        public async Task<List<ReturnDecision>> ReturnDecisionsAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<DecisionRow>("SELECT state, actor, at, reason FROM vendor_return_decisions WHERE return_id = @id ORDER BY number", new { id }, cancellationToken))
            .ConvertAll(row => new ReturnDecision(KebabCase.Parse<ReturnState>(row.State), row.Actor, row.At, row.Reason));

        /// <summary>Decides on a version; the decisions before stay in its history.</summary>
        public async Task<VendorReturn> DecideReturnAsync(VendorReturn one, ReturnState state, string actor, string reason, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(one);
            await tx.ExecuteAsync(
                "INSERT INTO vendor_return_decisions (return_id, number, state, actor, at, reason) SELECT @Id, COUNT(*) + 1, @state, @actor, @Now, @reason FROM vendor_return_decisions WHERE return_id = @Id",
                new { one.Id, state = KebabCase.Of(state), actor, tx.Now, reason }, cancellationToken);
            var decided = one with { State = state, DecidedBy = actor, DecidedAt = tx.Now, Reason = reason };
            await tx.ExecuteAsync(
                "UPDATE vendor_returns SET state = @state, decided_by = @DecidedBy, decided_at = @DecidedAt, reason = @Reason WHERE id = @Id",
                new { state = KebabCase.Of(state), decided.DecidedBy, decided.DecidedAt, decided.Reason, decided.Id }, cancellationToken);
            return decided;
        }

        /// <summary>When folders of a workspace were first fetched by somebody who was let into it, by folder; those that nobody fetched are not among them.</summary>
        public async Task<ImmutableDictionary<Guid, DateTimeOffset>> FetchedFoldersAsync(Guid workspace, CancellationToken cancellationToken)
        {
            var members = (await tx.WorkspaceMembersAsync(workspace, cancellationToken)).Select(member => member.Principal).ToHashSet(StringComparer.Ordinal);
            var fetched = ImmutableDictionary.CreateBuilder<Guid, DateTimeOffset>();
            foreach (var folder in await tx.WorkspaceFoldersAsync(workspace, cancellationToken))
            {
                var reads = await tx.QueryAsync<FetchRow>("SELECT actor, at FROM audit WHERE target = @target AND action = 'workspace.downloaded' ORDER BY sequence", new { target = folder.Id.ToString() }, cancellationToken);
                if (reads.Find(read => members.Contains(read.Actor)) is { } first) fetched[folder.Id] = first.At;
            }

            return fetched.ToImmutable();
        }
    }

    private sealed class FetchRow
    {
        public string Actor { get; set; } = "";
        public DateTimeOffset At { get; set; }
    }

    private sealed class FileRow
    {
        public string Path { get; set; } = "";
        public long Length { get; set; }
        public string Xxh128 { get; set; } = "";
    }

    private sealed class DecisionRow
    {
        public string State { get; set; } = "";
        public string Actor { get; set; } = "";
        public DateTimeOffset At { get; set; }
        public string Reason { get; set; } = "";
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Vendor { get; set; } = "";
        public string Shot { get; set; } = "";
        public string Task { get; set; } = "";
        public int Version { get; set; }
        public string Name { get; set; } = "";
        public string Media { get; set; } = "";
        public string State { get; set; } = "";
        public string Prefix { get; set; } = "";
        public string Pattern { get; set; } = "";
        public long? FirstNumber { get; set; }
        public long? LastNumber { get; set; }
        public long? Frames { get; set; }
        public int? Width { get; set; }
        public int? Height { get; set; }
        public long Files { get; set; }
        public long Bytes { get; set; }
        public string Content { get; set; } = "";
        public Guid? PullId { get; set; }
        public int? Plate { get; set; }
        public string Findings { get; set; } = "";
        public int Errors { get; set; }
        public int Warnings { get; set; }
        public string ReceivedBy { get; set; } = "";
        public DateTimeOffset ReceivedAt { get; set; }
        public string DecidedBy { get; set; } = "";
        public DateTimeOffset? DecidedAt { get; set; }
        public string Reason { get; set; } = "";

        public VendorReturn ToReturn() => new()
        {
            Id = Id,
            Show = Show,
            Vendor = Vendor,
            Shot = Shot,
            Task = Task,
            Version = Version,
            Name = Name,
            Media = KebabCase.Parse<ReturnedMedia>(Media),
            State = KebabCase.Parse<ReturnState>(State),
            Prefix = Prefix,
            Pattern = Pattern,
            FirstNumber = FirstNumber,
            LastNumber = LastNumber,
            Frames = Frames,
            Width = Width,
            Height = Height,
            Files = Files,
            Bytes = Bytes,
            Content = Content,
            Pull = PullId,
            Plate = Plate,
            Findings = LibraryJson.Read<ImmutableArray<ReturnFinding>>(Findings),
            Errors = Errors,
            Warnings = Warnings,
            ReceivedBy = ReceivedBy,
            ReceivedAt = ReceivedAt,
            DecidedBy = DecidedBy,
            DecidedAt = DecidedAt,
            Reason = Reason,
        };
    }
}
