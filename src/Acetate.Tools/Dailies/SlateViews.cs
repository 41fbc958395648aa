using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Media.Slates;
using Acetate.Steps;

namespace Acetate.Tools.Dailies;

/// <summary>What was read of a clip's slate as people see it.</summary>
public sealed record ClipSlateView
{
    /// <summary>The clip's id.</summary>
    public required Guid Clip { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its roll.</summary>
    public required Guid Roll { get; init; }

    /// <summary>How it stands.</summary>
    public required SlateState State { get; init; }

    /// <summary>What stands on it, each with what speaks for it: facts of the origin <c>slate</c>, which no tool goes by before a person has confirmed them.</summary>
    public ImmutableArray<SlateFact> Facts { get; init; } = [];

    /// <summary>Codes whose form is not known, as they were read.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>The frame that the picture of it shows, from 0; null when there is no picture.</summary>
    public long? Frame { get; init; }

    /// <summary>Whether it was found at the end of the clip.</summary>
    public bool IsTail { get; init; }

    /// <summary>Why there is nothing, and what could not be done, in sentences.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Who decided; empty for nobody.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>What they said.</summary>
    public string Note { get; init; } = "";
}

/// <summary>One thing that was read of a slate.</summary>
public sealed record SlateFact
{
    /// <summary>What it is: <c>slate.scene</c>, <c>slate.take</c>, <c>slate.roll</c>, <c>slate.camera</c>, <c>slate.rate</c>, <c>slate.date</c> or <c>slate.note</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>As it was read.</summary>
    public string Raw { get; init; } = "";

    /// <summary>Where it came from: always <c>slate</c>.</summary>
    public string Origin { get; init; } = SlateViews.Origin;

    /// <summary>How sure that is, 0 to 1; frames that disagree are never above a half.</summary>
    public double Confidence { get; init; }

    /// <summary>Frames that say so.</summary>
    public int Frames { get; init; }

    /// <summary>The frame that shows it best, from 0.</summary>
    public long Frame { get; init; }

    /// <summary>Where in that frame.</summary>
    public required SlateBox Box { get; init; }

    /// <summary>Whether a code says so.</summary>
    public bool IsCode { get; init; }

    /// <summary>What other frames say.</summary>
    public ImmutableArray<string> Others { get; init; } = [];
}

/// <summary>Looks at slates.</summary>
public static class SlateViews
{
    /// <summary>The origin of what was read of slates.</summary>
    public const string Origin = "slate";

    private const int MostProposed = 500;

    extension(MediaLibrary library)
    {
        /// <summary>Slates of a show that wait for a person, the oldest shoot day first; the first 500.</summary>
        public Task<ImmutableArray<ClipSlateView>> ProposedSlatesAsync(string show, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        {
            var found = ImmutableArray.CreateBuilder<ClipSlateView>();
            foreach (var slate in await tx.ProposedSlatesAsync(show, MostProposed, cancellationToken))
                if (await tx.ClipAsync(slate.Clip, cancellationToken) is { } clip) found.Add(Of(slate, clip));
            return found.ToImmutable();
        }, cancellationToken);

        /// <summary>What was read of a clip's slate.</summary>
        /// <exception cref="LibraryException">It was never looked for.</exception>
        public Task<ClipSlateView> SlateAsync(Guid clip, CancellationToken cancellationToken) => library.ReadAsync(async tx => Of(await RequireAsync(tx, clip, cancellationToken), (await tx.ClipAsync(clip, cancellationToken))!), cancellationToken);

        /// <summary>The key of the picture of a clip's slate in the derived store; null when there is none.</summary>
        public Task<string?> SlatePictureAsync(Guid clip, CancellationToken cancellationToken) => library.ReadAsync(async tx => await tx.ClipSlateAsync(clip, cancellationToken) is { } slate ? ResultOf(slate).Picture : null, cancellationToken);
    }

    /// <summary>What was read of a slate as people see it.</summary>
    public static ClipSlateView Of(ClipSlate slate, Clip clip)
    {
        ArgumentNullException.ThrowIfNull(slate);
        ArgumentNullException.ThrowIfNull(clip);
        var result = ResultOf(slate);
        return new()
        {
            Clip = slate.Clip,
            Name = clip.Name,
            Roll = slate.Roll,
            State = slate.State,
            Facts = [.. (result.Report?.Values ?? []).Select(Fact)],
            Codes = result.Report?.Codes ?? [],
            Frame = result.Picture is null ? null : result.Report?.Frame,
            IsTail = result.Report?.IsTail ?? false,
            Remarks = [.. ((string[])[result.Reason]).Where(text => text.Length > 0), .. result.Report?.Remarks ?? []],
            DecidedBy = slate.DecidedBy,
            Note = slate.Note,
        };
    }

    /// <summary>What the step told.</summary>
    internal static ReadSlateResult ResultOf(ClipSlate slate) => JsonSerializer.Deserialize<ReadSlateResult>(slate.Report, StepJson.Options)!;

    /// <summary>What was read, in few words: <c>scene 12A, take 3</c>.</summary>
    internal static string Words(ReadSlateResult result) => string.Join(", ", (result.Report?.Values ?? []).Where(value => value.Field is SlateField.Scene or SlateField.Take)
        .Select(value => string.Create(CultureInfo.InvariantCulture, $"{(value.Field == SlateField.Scene ? "scene" : "take")} {value.Value} ({value.Confidence:0%})")));

    internal static async Task<ClipSlate> RequireAsync(LibraryTransaction tx, Guid clip, CancellationToken cancellationToken) =>
        await tx.ClipSlateAsync(clip, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, "No slate of this clip was looked for. Slates are read when dailies are made of clips without scene and take, where the show has that on.");

    private static SlateFact Fact(SlateValue value) => new()
    {
        Field = $"slate.{KebabCase.Of(value.Field)}",
        Value = value.Value,
        Raw = value.Raw,
        Confidence = value.Confidence,
        Frames = value.Frames,
        Frame = value.Frame,
        Box = value.Box,
        IsCode = value.IsCode,
        Others = value.Others,
    };
}
