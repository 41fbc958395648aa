using System.Globalization;
using Acetate.Amf;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Decode;
using Acetate.Media.Render;

namespace Acetate.Steps.Render;

/// <summary>One planning: walks the pipeline and gathers stages, warnings and problems.</summary>
internal sealed class AmfPlanning(AmfDocument document, string folder, AmfUse use, PictureDescription picture)
{
    private const string WorkingLocation = "working location";

    private readonly List<ColourStage> stages = [];
    private readonly List<string> warnings = [];
    private readonly List<string> problems = [];
    private OutputEncoding? result = OutputEncodings.Aces;

    private AmfPipeline Pipeline => document.Pipeline;

    /// <summary>Whether a stage is the place of the user's grade, and no look.</summary>
    public static bool IsWorkingLocation(ColourStage stage) => stage is { Operation: null, Step: { Stage: RecipeStage.Look, Name: WorkingLocation, TransformId: null } };

    private bool IsPlate => use == AmfUse.Plates;

    public ColourPlan Plan(AmfExtent extent, OutputEncoding? to)
    {
        // Files are read where they are applied; those of what is in the pixels already need not be there.
        foreach (var problem in AmfValidation.Check(document, new() { Use = use }))
        {
            if (problem.Severity == AmfSeverity.Info) continue;
            // To look at, a grade without its space is left out and said below.
            if (problem.Code == "missing-cdl-working-space" && !IsPlate) continue;
            // Nothing has to be known of a transform that is in the pixels already.
            var isDone = problem.Code is "unknown-transform" or "transform-of-another-version" && IsInPixels(problem.Line);
            var isError = problem.Severity == AmfSeverity.Error && !isDone;
            var message = isDone ? $"{FirstSentence(problem.Message)} It is in the pixels already, so nothing has to be known of it." : problem.Message;
            (isError ? problems : warnings).Add($"{(problem.Line > 0 ? FormattableString.Invariant($"AMF, line {problem.Line}: ") : "AMF: ")}{message}");
        }

        var isFinished = Pipeline.Output?.Applied == true;
        if (isFinished) Finished(extent, to);
        else
        {
            Input();
            if (extent >= AmfExtent.WithLooks) Looks();
            else if (Pipeline.Looks.Any(look => look.Applied == true)) warnings.Add("A look of the AMF is in the pixels already: this is no ungraded plate.");
            Output(extent, to);
        }

        return new() { Stages = [.. stages], Result = problems.Count == 0 ? result : null, Warnings = [.. warnings.Distinct()], Problems = [.. problems.Distinct()] };
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? text[..(end + 1)] : text;

    private bool IsInPixels(int line) => Transforms().Any(outer => outer.Applied == true && Lines(outer).Contains(line));

    private IEnumerable<AmfTransform> Transforms() => new[] { Pipeline.Input, Pipeline.Output }.OfType<AmfTransform>().Concat(Pipeline.Looks);

    private static IEnumerable<int> Lines(AmfTransform transform) => (transform.Content switch
    {
        AmfContent.Rendering(var rendering, var device) => Lines(rendering).Concat(Lines(device)),
        AmfContent.InverseRendering(var device, var rendering) => Lines(device).Concat(Lines(rendering)),
        AmfContent.InverseOutput(var output) => Lines(output),
        AmfContent.Grade(var space, _) => Lines(space),
        AmfContent.Correction(var space, _, _) => Lines(space),
        _ => [],
    }).Prepend(transform.Line);

    private static IEnumerable<int> Lines(AmfWorkingSpace? space) => new[] { space?.To, space?.From }.OfType<AmfTransform>().SelectMany(Lines);

    /// <summary>The output is in the pixels: nothing before it can be applied any more.</summary>
    private void Finished(AmfExtent extent, OutputEncoding? to)
    {
        var output = Pipeline.Output!;
        if (Pipeline.Input?.Applied == false || Pipeline.Looks.Any(look => look.Applied == false))
            problems.Add($"{At(output)}The output transform is in the pixels already, and a transform before it is not: that cannot be made good. Correct the AMF.");
        if (extent < AmfExtent.WithOutput || (to is not null && !to.IsVideo))
            problems.Add($"{At(output)}The output transform is in the pixels already: this is a finished picture, and scene light cannot be had of it. Ask for the picture as it is, or for the plate before its output.");
        stages.Add(new(new(RecipeStage.Output, Named(output)) { TransformId = IdOf(output), Reason = "in the pixels already" }, null));
        var made = IdOf(output) is { } id ? AcesTransforms.Resolve(id) : null;
        result = made?.Encoding is { } encoding ? new() { Name = encoding.Name, Encoding = encoding, TransformId = made.Id, Peak = made.Peak } : null;
        if (to is not null && problems.Count == 0 && (result is null || to.Encoding.Gamut != result.Encoding.Gamut || to.Encoding.Curve.Name != result.Encoding.Curve.Name))
            problems.Add($"{At(output)}The pixels are finished for another display than {to.Name}; render {to.Name} of the plate before its output.");
    }

    private void Input()
    {
        var input = Pipeline.Input;
        if (AmfColour.IsDeveloped(picture))
        {
            Developed(input);
            return;
        }

        var own = picture.Encoding;
        if (input is null || input.Applied == true)
        {
            var why = input is null ? "has no input transform" : "says that its input transform is in the pixels";
            if (own is null || own == KnownEncodings.Aces)
            {
                stages.Add(new(new(RecipeStage.Input, "ACES2065-1 already") { TransformId = input is null ? null : IdOf(input), Reason = $"the AMF {why}" }, null));
                if (own is null) warnings.Add($"The AMF {why}, which means ACES2065-1; nothing in the clip itself confirms it.");
                return;
            }

            var sentence = $"{At(input)}The AMF {why}, which means ACES2065-1, and the clip is {own.Name}";
            if (IsPlate) problems.Add($"{sentence}. Correct the AMF, or name what the clip is with --from ACES2065-1.");
            else if (VideoEncodings.IsVideo(own)) problems.Add($"{sentence}, a finished picture. Correct the AMF, or look at the clip without it.");
            else
            {
                warnings.Add($"{sentence}: the clip's own encoding was taken.");
                stages.Add(ColourPlan.InputOf(own, $"the AMF {why}, but {picture.EncodingOrigin ?? "the clip has another encoding"}"));
            }

            return;
        }

        Lint();
        var done = AmfOperations.Of(input, AcesRole.Input, folder);
        if (done.Operation is { } operation) stages.Add(new(Noted(done.Step(RecipeStage.Input), input), operation));
        else if (IsPlate) problems.Add($"{At(input)}{done.WhyNot}");
        else if (own is not null && !VideoEncodings.IsVideo(own) && own != KnownEncodings.Aces)
        {
            warnings.Add($"{At(input)}{done.WhyNot} The clip's own encoding, {own.Name}, was taken.");
            stages.Add(ColourPlan.InputOf(own, "the AMF's input transform could not be had; the clip's own encoding"));
        }
        else problems.Add($"{At(input)}{done.WhyNot} Without it the picture cannot be shown as meant: look at the clip without the AMF.");
    }

    /// <summary>A decoder of raw makes ACES2065-1 itself, for the exposure index and the white it was asked for.</summary>
    private void Developed(AmfTransform? input)
    {
        const string done = "the decoder develops raw to ACES2065-1";
        stages.Add(new(new(RecipeStage.Input, "ACES2065-1 from the decoder") { TransformId = input is null ? null : IdOf(input), Reason = done }, null));
        if (input is null || input.Applied == true)
        {
            (IsPlate ? problems : warnings).Add($"{At(input)}The AMF {(input is null ? "has no input transform" : "says that its input transform is in the pixels")}, and the clip is raw: it belongs to other pictures. Correct the AMF.");
            return;
        }

        if (IdOf(input) is not { } id || AcesTransforms.Resolve(id) is not { Role: AcesRole.Input } transform)
        {
            (IsPlate ? problems : warnings).Add($"{At(input)}The AMF's input transform ({Named(input)}) is not made for a camera, and the clip is raw. Correct the AMF.");
            return;
        }

        if (transform.Development is { } wanted)
        {
            var (index, kelvin) = (Said("index"), Said("temperature"));
            if ((index is { } i && i != wanted.ExposureIndex) || (kelvin is { } k && Math.Abs(k - wanted.Kelvin) > wanted.Kelvin / 50.0))
                (IsPlate ? problems : warnings).Add(FormattableString.Invariant($"{At(input)}The AMF's input transform is made for EI {wanted.ExposureIndex} and {wanted.Kelvin} K, and the clip was developed for EI {index} and {kelvin} K. Develop it with --ei {wanted.ExposureIndex} --white-balance {wanted.Kelvin}, or correct the AMF."));
        }
        else
            warnings.Add($"{At(input)}The AMF's input transform ({Named(input)}) is made for what the maker's own software develops raw to; {done} in one go, for the same light.");
    }

    // What a decoder of raw says it developed for: the leading number of a parameter of its input steps.
    private double? Said(string parameter) =>
        picture.Steps.Where(step => step.Stage == RecipeStage.Input).Select(step => step.Parameters.GetValueOrDefault(parameter)).OfType<string>().FirstOrDefault() is { } text
        && double.TryParse(text.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An input transform that contradicts the clip is an error for plates.</summary>
    private void Lint()
    {
        if (picture.Encoding is not { } own) return;
        var facts = new AmfClipFacts { Clip = "", Encoding = AmfClipEncoding.Of(own.Name), ExposureIndex = null, Amf = document };
        foreach (var (_, problem) in AmfLint.Check([facts]).Where(finding => finding.Problem.Code == "input-contradicts-clip"))
            (IsPlate ? problems : warnings).Add($"AMF, line {problem.Line}: {problem.Message} {(IsPlate ? "Correct the AMF, or name what the clip is with --from." : "The AMF was followed.")}");
    }

    private void Looks()
    {
        var number = 0;
        foreach (var stage in Pipeline.Stages)
        {
            if (stage is not AmfStage.Look(var look))
            {
                stages.Add(new(new(RecipeStage.Look, WorkingLocation) { Reason = "the user's own grade belongs here; nothing is applied" }, null));
                continue;
            }

            number++;
            if (look.Applied == true)
            {
                stages.Add(new(new(RecipeStage.Look, Named(look)) { TransformId = IdOf(look), Reason = "in the pixels already" }, null));
                continue;
            }

            var done = AmfOperations.Of(look, AcesRole.Look, folder);
            if (done.Operation is { } operation) stages.Add(new(Noted(done.Step(RecipeStage.Look), look), operation));
            else if (IsPlate) problems.Add(FormattableString.Invariant($"{At(look)}Look {number}: {done.WhyNot}"));
            else
            {
                warnings.Add(FormattableString.Invariant($"{At(look)}Look {number} was left out: {done.WhyNot}"));
                stages.Add(new(new(RecipeStage.Look, Named(look)) { TransformId = IdOf(look), Reason = $"left out: {done.WhyNot}" }, null));
            }
        }
    }

    private void Output(AmfExtent extent, OutputEncoding? to)
    {
        if (to is not null)
        {
            if (to.FromAces is { } asked) stages.Add(new(to.Step with { Reason = Pipeline.Output is not null && to.IsVideo ? "asked for in place of the AMF's output" : null }, asked));
            result = to;
            return;
        }

        if (extent < AmfExtent.WithOutput) return;
        if (Pipeline.Output is not { } output)
        {
            Add(AmfColour.DefaultOutput(Pipeline.System), $"the AMF prescribes no output: to look at, that of ACES {(Pipeline.System is { Major: 1 } ? "1" : "2.0")} for Rec.709");
            return;
        }

        var done = AmfOperations.Of(output, AcesRole.Output, folder);
        if (done.Operation is not null)
        {
            stages.Add(new(Noted(done.Step(RecipeStage.Output), output), done.Operation));
            result = done.Encoding is { } encoding ? new() { Name = encoding.Name, Encoding = encoding, FromAces = done.Operation, TransformId = done.Id, Peak = done.Peak, Parameters = done.Parameters } : null;
            if (result is null) warnings.Add($"{At(output)}The output is a file: what display it is made for is not known, and the delivered file does not say it.");
        }
        else if (IsPlate) problems.Add($"{At(output)}{done.WhyNot}");
        else
        {
            warnings.Add($"{At(output)}{done.WhyNot} The picture was made for Rec.709.");
            Add(AmfColour.DefaultOutput(Pipeline.System), "the AMF's output could not be had: to look at, Rec.709");
        }

        void Add(AcesTransform transform, string reason)
        {
            stages.Add(new(new(RecipeStage.Output, AmfColour.NameOf(transform.Id, transform.Operation!.Name)) { TransformId = transform.Id, Parameters = transform.Parameters, Tool = ColourTool.Name, Reason = reason }, transform.Operation));
            result = new() { Name = "Rec.709", Encoding = transform.Encoding! with { Name = "Rec.709" }, FromAces = transform.Operation, TransformId = transform.Id, Peak = transform.Peak, Parameters = transform.Parameters };
        }
    }

    // What people wrote beside a transform, where it says more than its name.
    private static RecipeStep Noted(RecipeStep step, AmfTransform transform) =>
        transform.Description is { Length: > 0 } note && !step.Name.Equals(note, StringComparison.OrdinalIgnoreCase) ? step.With("note", note) : step;

    private static string At(AmfTransform? transform) => transform is { Line: > 0 } ? FormattableString.Invariant($"AMF, line {transform.Line}: ") : "";

    private static string? IdOf(AmfTransform transform) => AmfOperations.IdOf(transform.Content);

    private static string Named(AmfTransform transform) => IdOf(transform) is { } id ? AmfColour.NameOf(id, transform.Description ?? id) : transform.Description ?? transform.Content switch
    {
        AmfContent.Grade or AmfContent.Correction => "CDL",
        AmfContent.ByFile(var address) => $"file {Uri.UnescapeDataString(address)}",
        AmfContent.ByUuid(var uuid) => $"LUT {uuid}",
        _ => "transform",
    };
}
