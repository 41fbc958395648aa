using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Luts;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>The grade of an output that has no AMF: its documents, read and found right.</summary>
internal sealed record OutputGrade
{
    // A table of 129 points to a side, as text.
    private const int MostOfTable = 256 << 20;

    private const string LookAt = "Look at the document, or ask for the picture without its grade.";

    private OutputGrade(ColourEncoding space) => Space = space;

    /// <summary>The correction; null: there is a LUT alone.</summary>
    public CdlValues? Values { get; private init; }

    /// <summary>The LUT's file name; null: there is none.</summary>
    public string? LutName => Lut?.File;

    private ColourEncoding Space { get; }

    private (string Name, string File, string Id, string Sha256)? Cdl { get; init; }

    private (IColourOperation Operation, string File, string Sha256)? Lut { get; init; }

    /// <summary>Reads what an output asks for; null: it asks for no grade.</summary>
    /// <exception cref="StepFailedException">A document is missing or cannot be used, or what is asked for cannot be; the message says why and what to do.</exception>
    public static async Task<OutputGrade?> OpenAsync(FrameOutputRequest wanted, ClipInspection inspection, StepContext context, CancellationToken cancellationToken)
    {
        if (wanted.Grade is not { } grade) return null;
        if (wanted.Amf is not null) throw RenderFrames.Refused($"'{wanted.Name}' is asked for with an AMF and with a grade, and both say what it looks like.", "Give one of them.");
        if (wanted.WriteAmf is not null) throw RenderFrames.Refused($"'{wanted.Name}' has a grade in its pixels, which the AMF of a plate does not tell.", "Leave the grade out, or the plate's AMF.");
        if (grade is { Cdl: null, Lut: null }) throw RenderFrames.Refused($"A grade is asked for '{wanted.Name}', with neither a CDL nor a LUT.", "Name a .cdl, .ccc, .cc or .cube, or leave the grade out.");
        var space = KnownEncodings.Find(grade.In) ?? throw RenderFrames.Refused($"There is no encoding '{grade.In}' to grade in.", "ACEScct is usual; 'acetate colour list' lists them all.");
        if (VideoEncodings.IsVideo(space)) throw RenderFrames.Refused($"A grade works on light of the scene, and {space.Name} is a finished picture.", "Grade in ACEScct, or in the camera's log.");
        var made = new OutputGrade(space);
        if (grade.Cdl is { } document) made = await made.WithCdlAsync(document, grade.Correction, inspection, context, cancellationToken).ConfigureAwait(false);
        else if (grade.Correction is not null) throw RenderFrames.Refused($"The correction '{grade.Correction}' is asked for, and no CDL.", "Name the document that has it.");
        if (grade.Lut is not { } table) return made;
        var (name, bytes) = await ReadAsync(table, MostOfTable, context, cancellationToken).ConfigureAwait(false);
        try
        {
            return made with { Lut = (LutFile.Read(new MemoryStream(bytes, writable: false), name), name, HashOf(bytes)) };
        }
        catch (LutException fault)
        {
            throw RenderFrames.Refused($"The LUT '{table.Key}' cannot be used. {fault.Message}", LookAt);
        }
    }

    /// <summary>What is done to the colours of a clip.</summary>
    /// <param name="picture">The clip as it was opened.</param>
    /// <param name="use">To be worked on, or to be looked at.</param>
    /// <param name="to">What was asked for; null for the default.</param>
    public ColourPlan Plan(PictureDescription picture, AmfUse use, OutputEncoding? to)
    {
        if (picture.Encoding is not { } from) return No("Nothing says how this clip's colours are encoded, so its grade cannot be applied. Name the encoding with --from, such as --from \"S-Log3 S-Gamut3.Cine\".");
        return VideoEncodings.IsVideo(from) ? OfVideo(from, picture, use, to) : OfScene(from, picture, use, to);
    }

    private ColourPlan OfScene(ColourEncoding from, PictureDescription picture, AmfUse use, OutputEncoding? to)
    {
        var known = picture.EncodingOrigin is { Length: > 0 } origin ? $"the clip's encoding is {origin}" : "the clip's own encoding";
        var first = from == KnownEncodings.Aces ? new ColourStage(new(RecipeStage.Input, "ACES2065-1 already") { Reason = known }, null) : ColourPlan.InputOf(from, known);
        var there = Space.FromAces();
        var spaced = Facts().SetItem("to space", AcesInputs.IdFromAces(Space) ?? there.Name);
        if (Lut is { } lut)
        {
            var finished = OutputEncodings.FinishedRec709;
            if (to is null ? use == AmfUse.Plates : to.Encoding.Gamut != finished.Encoding.Gamut || to.Encoding.Curve.Name != finished.Encoding.Curve.Name)
                return No($"The LUT '{lut.File}' makes a finished Rec.709 picture, and {(to ?? OutputEncodings.Aces).Name} is asked for. Ask for Rec.709, or leave the LUT out.");
            ColourStage[] graded = Values is { } values
                ? [new(Look($"{Cdl!.Value.Name} in {Space.Name}", spaced), new ColourChain($"{Cdl!.Value.Name} in {Space.Name}", [there, AmfOperations.Grade(values)]))]
                : [new(Look(there.Name, spaced), there)];
            return new() { Stages = [first, .. graded, new(StepOf(lut), lut.Operation)], Result = finished };
        }

        var target = to ?? (use == AmfUse.Plates ? OutputEncodings.Aces : OutputEncodings.Rec709);
        var back = Space.ToAces();
        var name = $"{Cdl!.Value.Name} in {Space.Name}";
        var look = new ColourStage(Look(name, spaced.SetItem("from space", AcesInputs.IdToAces(Space) ?? back.Name)), new ColourChain(name, [there, AmfOperations.Grade(Values!), back]));
        var reason = to is not null ? null : use == AmfUse.Plates ? "nothing else asked for: plates are ACES2065-1" : "nothing else asked for: to look at, ACES 2.0 for Rec.709 (BT.1886, 100 cd/m²)";
        return new() { Stages = target.FromAces is { } output ? [first, look, new(target.Step with { Reason = reason }, output)] : [first, look], Result = target };
    }

    // What is finished has no light of the scene to be graded in.
    private ColourPlan OfVideo(ColourEncoding from, PictureDescription picture, AmfUse use, OutputEncoding? to)
    {
        if (Lut is { } lut) return No($"The LUT '{lut.File}' takes {Space.Name}, and the clip is a finished {from.Name} picture, which cannot go there. Leave the LUT out, or name what the camera wrote with --from.");
        var plan = ColourPlan.Default(picture, use, to);
        if (!plan.Problems.IsEmpty) return plan;
        var look = new ColourStage(Look($"{Cdl!.Value.Name} on {from.Name} values", Facts()), AmfOperations.Grade(Values!));
        return plan with
        {
            Stages = [.. plan.Stages.Where(stage => stage.Step.Stage < RecipeStage.Look), look, .. plan.Stages.Where(stage => stage.Step.Stage >= RecipeStage.Look)],
            Warnings = [.. plan.Warnings, $"The clip is a finished {from.Name} picture: {Cdl!.Value.Name} was applied to its values as they are, not in {Space.Name}."],
        };
    }

    private static ColourPlan No(string why) => new() { Problems = [why] };

    private static RecipeStep Look(string name, ImmutableSortedDictionary<string, string> facts) => new(RecipeStage.Look, name) { Parameters = facts, Tool = ColourTool.Name };

    private RecipeStep StepOf((IColourOperation Operation, string File, string Sha256) lut) => new(RecipeStage.Output, $"file {lut.File}: {lut.Operation.Name}")
    {
        Parameters = OutputEncodings.Facts(("file", lut.File), ("sha256", lut.Sha256), ("takes", Space.Name)),
        Tool = ColourTool.Name,
        Reason = "asked for in place of an output transform: it gives a finished Rec.709 picture",
    };

    private ImmutableSortedDictionary<string, string> Facts()
    {
        if (Cdl is not { } cdl) return OutputEncodings.Facts();
        return AmfOperations.Facts(Values!).SetItem("correction", cdl.Id).SetItem("file", cdl.File).SetItem("sha256", cdl.Sha256);
    }

    private async Task<OutputGrade> WithCdlAsync(StoredDocument document, string? id, ClipInspection inspection, StepContext context, CancellationToken cancellationToken)
    {
        var (name, bytes) = await ReadAsync(document, CdlReader.MaxBytes, context, cancellationToken).ConfigureAwait(false);
        CdlDocument read;
        try
        {
            read = CdlReader.Read(new MemoryStream(bytes, writable: false), name);
        }
        catch (CdlException fault)
        {
            throw RenderFrames.Refused($"The CDL '{document.Key}' cannot be used. {fault.Message}", LookAt);
        }

        var found = Choose(read, document.Key, id, inspection);
        if (found.Values.WhyNot() is { } wrong) throw RenderFrames.Refused($"The correction '{found.Id}' of '{document.Key}' cannot be used. {wrong}", LookAt);
        var shown = found.Id is { Length: > 0 } own ? own : Path.GetFileNameWithoutExtension(name);
        return this with { Values = found.Values, Cdl = ($"CDL '{shown}' of {name}", name, shown, HashOf(bytes)) };
    }

    private static ColorCorrection Choose(CdlDocument document, string key, string? id, ClipInspection inspection)
    {
        var all = document.Corrections.ToList();
        var known = all.Count == 0 ? "It has none." : $"It has {string.Join(", ", all.Take(10).Select(one => $"'{one.Id}'"))}{(all.Count > 10 ? $" and {all.Count - 10} more" : "")}.";
        if (id is not null) return document.Find(id) ?? throw RenderFrames.Refused($"The CDL '{key}' has no correction '{id}'. {known}", "Name one of these, or have it written.");
        if (all is [var only]) return only;
        var own = all.Where(one => one.Id is { Length: > 0 } name && (Is(name, inspection.Name) || Is(name, inspection.Reel))).DistinctBy(one => one.Values).ToList();
        return own is [var mine] ? mine
            : throw RenderFrames.Refused($"The CDL '{key}' has {(own.Count == 0 ? "no correction" : "several corrections")} with the clip's name or reel ({inspection.Name}{(inspection.Reel is { } reel ? $", {reel}" : "")}). {known}", "Name the correction by its id.");

        static bool Is(string name, string? other) => name.Equals(other, StringComparison.OrdinalIgnoreCase) || name.Equals(Path.GetFileNameWithoutExtension(other), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(string Name, byte[] Bytes)> ReadAsync(StoredDocument document, int most, StepContext context, CancellationToken cancellationToken)
    {
        using var staged = await StagedDocument.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
        return (Path.GetFileName(staged.Path), await staged.ReadAsync(most, cancellationToken).ConfigureAwait(false));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
