using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Library.Returns;

namespace Acetate.Tools.ConformPulls;

/// <summary>A version of a shot that a vendor handed in and a person approved, with the plate that says which frames of which clip its numbers are.</summary>
/// <param name="Return">The version: frames, not a movie.</param>
/// <param name="Plate">Its plate.</param>
/// <param name="Files">Its files.</param>
public sealed record ApprovedFinal(VendorReturn Return, PullPlate Plate, ImmutableArray<ReturnedFile> Files)
{
    private readonly Dictionary<long, ReturnedFile> byNumber = NumbersOf(Return, Files);

    /// <summary>The file of a frame of the clip; null where the version does not have it.</summary>
    /// <param name="frame">The frame of the clip, from 0.</param>
    public ReturnedFile? FileOf(long frame) => byNumber.GetValueOrDefault(Plate.FirstNumber + frame - Plate.Start);

    /// <summary>The number of a frame of the clip.</summary>
    public long NumberOf(long frame) => Plate.FirstNumber + frame - Plate.Start;

    /// <summary>The show's approved versions, the latest of each clip and shot first.</summary>
    public static async Task<ImmutableArray<ApprovedFinal>> OfShowAsync(LibraryTransaction tx, string show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var approved = (await tx.ReturnsAsync(show, null, null, cancellationToken)).Where(one => one is { State: ReturnState.Approved, FirstNumber: not null }).ToList();
        if (approved.Count == 0) return [];
        var plates = (await tx.TurnoversAsync(show, null, null, cancellationToken)).ToDictionary(one => (one.Pull, one.Plate.Place), one => one.Plate);
        var finals = ImmutableArray.CreateBuilder<ApprovedFinal>();
        foreach (var one in approved.OrderByDescending(one => one.DecidedAt).ThenByDescending(one => one.Version))
            if (one is { Pull: { } pull, Plate: { } place } && plates.TryGetValue((pull, place), out var plate)) finals.Add(new(one, plate, [.. await tx.ReturnedFilesAsync(one.Id, cancellationToken)]));
        return finals.ToImmutable();
    }

    private static Dictionary<long, ReturnedFile> NumbersOf(VendorReturn one, ImmutableArray<ReturnedFile> files)
    {
        var (before, after) = (one.Pattern[..one.Pattern.IndexOf('#', StringComparison.Ordinal)], one.Pattern[(one.Pattern.LastIndexOf('#') + 1)..]);
        var found = new Dictionary<long, ReturnedFile>();
        foreach (var file in files)
            if (file.Path.Length > before.Length + after.Length && file.Path.StartsWith(before, StringComparison.Ordinal) && file.Path.EndsWith(after, StringComparison.Ordinal)
                && long.TryParse(file.Path.AsSpan(before.Length, file.Path.Length - before.Length - after.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) found[number] = file;
        return found;
    }
}

/// <summary>Frames of an approved version that are delivered in the place of the original.</summary>
public sealed record ConformFinal
{
    /// <summary>Its place, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The version's id.</summary>
    public required Guid Return { get; init; }

    /// <summary>The shot.</summary>
    public required string Shot { get; init; }

    /// <summary>The version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Who made it.</summary>
    public required string Vendor { get; init; }

    /// <summary>Who approved it.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>Where it lies in the library's store.</summary>
    public required string Prefix { get; init; }

    /// <summary>The clip whose frames it stands for.</summary>
    public required Guid Clip { get; init; }

    /// <summary>The clip's frames that are delivered.</summary>
    public required FrameSpan Range { get; init; }

    /// <summary>The files, in order.</summary>
    public required ImmutableArray<ReturnedFile> Files { get; init; }

    /// <summary>The folder they are put into, below the package's.</summary>
    public required string Folder { get; init; }

    /// <summary>The events that show it.</summary>
    public required ImmutableArray<ReelEvent> Events { get; init; }
}
