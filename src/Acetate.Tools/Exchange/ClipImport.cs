using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Shows;
using Acetate.Tools.Exchange.Sheets;

namespace Acetate.Tools.Exchange;

/// <summary>Brings what a list of others says about clips into the library, as corrections that people can see and take back.</summary>
/// <remarks>The files keep their word beneath it. First it is said what would be written; only what was seen so is written, in one transaction.</remarks>
public static class ClipImport
{
    private const int LongestName = 100;

    /// <summary>Says what a list would change, and changes nothing.</summary>
    /// <param name="library">The library.</param>
    /// <param name="show">The show whose clips are meant.</param>
    /// <param name="file">The list's bytes.</param>
    /// <param name="name">The list's name; a path before it is left out.</param>
    /// <param name="rule">What becomes of values that say otherwise than what holds.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="FormatException">It is no list that is understood; a sentence with the way out.</exception>
    /// <exception cref="LibraryException">There is no such show.</exception>
    public static Task<ClipImportReport> PreviewAsync(MediaLibrary library, string show, byte[] file, string name, ConflictRule rule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var sheet = ClipSheet.Read(file, NameOf(name));
        return library.ReadAsync(tx => ReportAsync(tx, show, sheet, NameOf(name), rule, cancellationToken), cancellationToken);
    }

    /// <summary>Writes what <see cref="PreviewAsync"/> said.</summary>
    /// <param name="library">The library.</param>
    /// <param name="show">The show.</param>
    /// <param name="file">The list's bytes.</param>
    /// <param name="name">The list's name.</param>
    /// <param name="rule">As it was when the report was made.</param>
    /// <param name="seen">The mark of the report that somebody has read.</param>
    /// <param name="author">Who.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <exception cref="FormatException">It is no list that is understood.</exception>
    /// <exception cref="LibraryException">Something changed since the report was made; nothing is written.</exception>
    public static Task<ClipImportReport> ApplyAsync(MediaLibrary library, string show, byte[] file, string name, ConflictRule rule, string seen, string author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(library);
        var (sheet, source) = (ClipSheet.Read(file, NameOf(name)), NameOf(name));
        return library.WriteAsync(async tx =>
        {
            var report = await ReportAsync(tx, show, sheet, source, rule, cancellationToken);
            if (report.Mark != seen) throw new LibraryException(LibraryProblem.Conflict, $"What '{source}' would change is not what it was when you looked: the list, the clips or what people say of them changed. Nothing was written; look again.");
            var orders = report.Clips.SelectMany(clip => clip.Fields.Where(field => field.IsWritten).Select(field => (clip.Clip, new ClipEditOrder(field.Field, field.Value, field.Version, $"{source}, line {string.Create(CultureInfo.InvariantCulture, $"{field.Line}")}", IsWarned: true)))).ToList();
            await tx.AuditAsync(author, "clips.imported", source, show, new { written = orders.Count, conflicts = rule, mark = seen, sha256 = Convert.ToHexStringLower(SHA256.HashData(file)) }, cancellationToken);
            await tx.EditClipsAsync(orders, author, ClipValues.OfReport + source, cancellationToken);
            return report with { IsApplied = true };
        }, cancellationToken);
    }

    /// <summary>A name that may stand in a history: without the folders before it and without what nobody can see.</summary>
    private static string NameOf(string name)
    {
        var plain = string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value == 0xFFFD ? "_" : rune.ToString())).Trim();
        return plain.Length == 0 ? "list" : plain.Length <= LongestName ? plain : plain[..LongestName];
    }

    private static async Task<ClipImportReport> ReportAsync(LibraryTransaction tx, string show, ClipSheet sheet, string name, ConflictRule rule, CancellationToken cancellationToken)
    {
        await tx.RequireShowAsync(show, cancellationToken);
        var match = new SheetMatch(await tx.ClipSignsAsync(show, cancellationToken));
        var (clips, order, doubts) = (new Dictionary<Guid, (ClipSign Sign, string How, List<SheetRow> Rows)>(), new List<Guid>(), ImmutableArray.CreateBuilder<UnmatchedRow>());
        foreach (var row in sheet.Rows)
        {
            switch (match.Of(row))
            {
                case SheetOutcome.One one:
                    if (!clips.TryGetValue(one.Clip.Id, out var known))
                    {
                        clips[one.Clip.Id] = known = (one.Clip, one.How, []);
                        order.Add(one.Clip.Id);
                    }

                    known.Rows.Add(row);
                    break;
                case SheetOutcome.Unsure unsure:
                    doubts.Add(new(row.Line, row.Title, UnmatchedKind.Ambiguous, unsure.Why, [.. unsure.Clips.Select(clip => clip.Id)]));
                    break;
                case SheetOutcome.None none:
                    doubts.Add(new(row.Line, row.Title, UnmatchedKind.NoSuchClip, none.Why, []));
                    break;
            }
        }

        var reported = ImmutableArray.CreateBuilder<ImportedClip>();
        foreach (var id in order)
        {
            var (sign, how, rows) = clips[id];
            var clip = (await tx.ClipAsync(id, cancellationToken))!;
            var values = ClipValues.Of(clip, await tx.ClipEditsAsync(id, cancellationToken)).ToDictionary(value => value.Field, StringComparer.Ordinal);
            reported.Add(new(id, sign.Name, sign.RollName, sign.ShootDay, how, [.. rows.Select(row => row.Line)],
                [.. rows.SelectMany(row => row.Values.Select(value => (row.Line, Field: value.Key, Text: value.Value))).GroupBy(said => said.Field, StringComparer.Ordinal).Select(said => Judged(clip, values[said.Key], [.. said.Select(one => (one.Line, one.Text))], rule))]));
        }

        var report = new ClipImportReport
        {
            Name = name,
            Show = show,
            Rule = rule,
            Rows = sheet.Rows.Length,
            Columns = sheet.Columns,
            Unknown = sheet.Unknown,
            Problems = sheet.Problems,
            Clips = reported.ToImmutable(),
            Unmatched = doubts.ToImmutable(),
        };
        return report with { Mark = MarkOf(report) };
    }

    private static ImportedField Judged(Clip clip, ClipValue now, ImmutableArray<(int Line, string Text)> said, ConflictRule rule)
    {
        var field = now.Editable!;
        var (line, text) = said[0];
        var result = new ImportedField { Field = field.Name, Label = field.Label, Now = now.Value, Origin = now.Origin, Version = now.Version, Line = line, Value = SheetValue.Plain(field, text) };
        if (said.FirstOrDefault(one => !SheetValue.IsSame(field, SheetValue.Plain(field, one.Text), result.Value)) is { Line: > 0 } other)
            return result with { State = ImportState.Unclear, Why = $"Line {line} says '{Short(text)}' and line {other.Line} '{Short(other.Text)}'." };
        if (!field.TryRead(result.Value, clip, out var value, out var why)) return result with { State = ImportState.Unclear, Why = why };
        result = result with { Value = value };
        if (SheetValue.IsSame(field, value, now.Value)) return result with { State = ImportState.Same };
        if (now.Value.Length == 0) return result with { State = ImportState.New, IsWritten = true };
        var isOfPerson = now.Last?.After is not null;
        return result with { State = ImportState.Conflict, IsWritten = rule == ConflictRule.All || rule == ConflictRule.Files && !isOfPerson };
    }

    /// <summary>The same list over the same clips with the same history has the same mark.</summary>
    private static string MarkOf(ClipImportReport report)
    {
        var text = new StringBuilder().Append(report.Name).Append('\n').Append(report.Show).Append('\n');
        foreach (var clip in report.Clips)
            foreach (var field in clip.Fields.Where(field => field.IsWritten))
                text.Append(CultureInfo.InvariantCulture, $"{clip.Clip} {field.Field} {field.Version} {field.Line} {field.Value.Length}:{field.Value} {field.Now.Length}:{field.Now}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";
}
