using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Decode;

/// <summary>Which file of a sequence is which frame: frames are counted from the lowest number, and numbers without a file are holes.</summary>
public sealed class SequenceFrames
{
    private const int MostTried = 100;

    private readonly ImmutableArray<(long Number, ClipFile File)> files;
    private readonly bool isNumbered;

    private SequenceFrames(ImmutableArray<(long, ClipFile)> files, bool isNumbered) => (this.files, this.isNumbered) = (files, isNumbered);

    /// <summary>Frames of the sequence, holes included.</summary>
    public long Count => files[^1].Number - files[0].Number + 1;

    /// <summary>The first file that has bytes, or the first.</summary>
    public ClipFile First => files.FirstOrDefault(frame => frame.File is { Length: > 0, LocalPath: not null }, files[0]).File;

    /// <summary>The name of a frame's file, whether its bytes are here or not; null where there is no file of that number.</summary>
    /// <param name="frame">Counted from 0.</param>
    public string? NameOf(long frame) => At(frame) is var at and >= 0 ? files[at].File.Name : null;

    /// <summary>Orders the files of a clip. When one has no number they are taken in the order in which they come.</summary>
    public static SequenceFrames Of(ClipSource clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var numbered = clip.Files.Select(file => (Number: SequenceCheck.NumberOf(file.ShortName), File: file)).ToList();
        return numbered.Count > 1 && numbered.TrueForAll(frame => frame.Number is not null)
            ? new([.. numbered.Select(frame => (frame.Number!.Value, frame.File)).DistinctBy(frame => frame.Value).OrderBy(frame => frame.Value)], true)
            : new([.. clip.Files.Select((file, i) => ((long)i, file))], false);
    }

    /// <summary>What the first frame that can be understood says: all others are taken to be of its kind.</summary>
    /// <param name="understand">Reads a file; throws an <see cref="InvalidDataException"/> that says why it cannot.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DecodeException">None of the first hundred can be understood: the message says what is wrong with the first.</exception>
    internal T FirstOf<T>(Func<ClipFile, T> understand, CancellationToken cancellationToken)
    {
        string? reason = null;
        for (var number = 0L; number < Math.Min(Count, MostTried); number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileOf(number, out var fault) is not { } file)
            {
                reason ??= fault!.Message;
                continue;
            }

            try
            {
                return understand(file);
            }
            catch (InvalidDataException problem)
            {
                reason ??= $"'{file.Name}': {problem.Message}";
            }
        }

        throw new DecodeException(reason ?? "The clip has no frames.");
    }

    /// <summary>The file of a frame, or why there is none.</summary>
    /// <param name="frame">Counted from 0.</param>
    /// <param name="fault">What is wrong and what to do, when there is none.</param>
    public ClipFile? FileOf(long frame, out DecodeException? fault)
    {
        fault = null;
        var number = files[0].Number + frame;
        var at = At(frame);
        if (at < 0)
        {
            var name = isNumbered ? $"Frame {number.ToString(CultureInfo.InvariantCulture)} of the sequence" : $"Frame {frame}";
            fault = new($"{name} is missing: there is no file of that number. Look for it on the card or in another copy.");
            return null;
        }

        var file = files[at].File;
        if (file.Length == 0) fault = new($"'{file.Name}' has no bytes. Look for the frame on the card or in another copy.");
        else if (file.LocalPath is null || !File.Exists(file.LocalPath)) fault = new($"'{file.Name}' is not on this machine, so its picture cannot be made.") { IsPassing = true };
        return fault is null ? file : null;
    }

    private int At(long frame)
    {
        var number = files[0].Number + frame;
        var (low, high) = (0, files.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (files[middle].Number < number) low = middle + 1;
            else high = middle;
        }

        return low < files.Length && files[low].Number == number ? low : -1;
    }
}
