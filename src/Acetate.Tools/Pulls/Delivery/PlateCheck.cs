using System.Collections.Concurrent;
using System.Globalization;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Checks the frames of one plate: that each is there under its name, and what each file says.</summary>
internal sealed class PlateCheck(DeliveredFiles files, DeliveryOptions options, DeliveryFindings findings, IReadOnlyDictionary<string, string> renamed, CancellationToken cancellationToken)
{
    private const int MostRunsTold = 100, MostTold = 1_000_000;

    /// <summary>What lies in the folder.</summary>
    public DeliveredFiles Files => files;

    /// <summary>Paths of which enough was said: frames that are missing, and files that are none.</summary>
    public HashSet<string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that are frames of a plate that was checked.</summary>
    public HashSet<string> Claimed { get; } = new(StringComparer.Ordinal);

    /// <summary>Checks a plate.</summary>
    /// <returns>How many frames are there.</returns>
    public long Run(ExpectedPlate plate)
    {
        var there = Present(plate);
        var looks = new FrameLook[there.Count];
        var known = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        Parallel.For(0, there.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? Math.Clamp(Environment.ProcessorCount, 1, 8), CancellationToken = cancellationToken },
            i => looks[i] = FrameLook.At(files, plate.PathOf(there[i]), options.Deep, known));
        // What the frames are to be like: the first one that is of the declared size.
        var firstAt = Array.FindIndex(looks, look => look.Refusal is null && (plate.Width is null || (look.Display.Width, look.Display.Height) == (plate.Width, plate.Height)));
        var first = firstAt < 0 ? null : looks[firstAt];
        if (first is not null && !plate.IsDeclared)
        {
            plate = plate.Like(first);
            if (plate.Start is { } start) plate = plate with { Start = start.AddWrapping(plate.First - there[firstAt]) };
        }

        var faults = new Dictionary<string, (HeaderCheck.Fault Fault, string Path, List<long> Frames)>(StringComparer.Ordinal);
        for (var i = 0; i < looks.Length; i++)
            foreach (var fault in HeaderCheck.Of(looks[i], plate, there[i] - plate.First, first ?? looks[i]))
                (faults.TryGetValue(fault.Code, out var same) ? same : faults[fault.Code] = (fault, plate.PathOf(there[i]), [])).Frames.Add(there[i]);
        foreach (var (fault, path, frames) in faults.Values.Concat(StandIns(plate, there, looks)))
        {
            var message = frames.Count == 1 ? fault.Message : $"{fault.Message} The same is wrong with {frames.Count - 1:N0} more: frames {Runs(frames)}.";
            if (fault.IsWarning) findings.Warning(fault.Code, path, message, fault.Advice);
            else findings.Error(fault.Code, path, message, fault.Advice);
        }

        return there.Count;
    }

    /// <summary>Says of pictures that are frames of no plate why they are none.</summary>
    public void TellStrays(IReadOnlyList<ExpectedPlate> plates, IReadOnlySet<string> named)
    {
        var before = plates.Select(plate => (Key: DeliveredFiles.Key(plate.Before), plate)).ToList();
        foreach (var path in files.Paths.Where(path => path.EndsWith(".exr", StringComparison.OrdinalIgnoreCase) && !Claimed.Contains(path) && !named.Contains(path) && !Told.Contains(path)).Order(StringComparer.Ordinal))
        {
            Told.Add(path);
            // The longest beginning that fits: names of plates may begin alike.
            var like = before.Where(one => DeliveredFiles.Key(path).StartsWith(one.Key, StringComparison.Ordinal)).Select(one => one.plate).MaxBy(plate => plate.Before.Length);
            findings.Error("frame-extra", path, like is null ? "The package names no plate that it would be a frame of." : string.Create(CultureInfo.InvariantCulture,
                $"It is none of the frames {like.First} to {like.Last} of {like.Name}, which are named {Last(like.Pattern)}."), "Move it out of the package, or ask whoever made it what it is.");
        }
    }

    // By the files that are there, not by the numbers that a package claims: those may be any.
    private List<long> Present(ExpectedPlate plate)
    {
        var there = new List<long>();
        foreach (var path in files.StartingWith(plate.Before))
        {
            if (!path.EndsWith(plate.After, StringComparison.Ordinal) || path.Length < plate.Before.Length + plate.Digits + plate.After.Length) continue;
            var digits = path.AsSpan(plate.Before.Length, path.Length - plate.Before.Length - plate.After.Length);
            if (digits.Length > 12 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < plate.First || number > plate.Last || path != plate.PathOf(number)) continue;
            there.Add(number);
            Claimed.Add(path);
        }

        there.Sort();
        var (runs, next) = (0, plate.First);
        foreach (var number in there.Append(plate.Last + 1))
        {
            if (number > next) TellGap(plate, next, number - 1, ref runs);
            for (var gone = next; gone < number && Told.Count < MostTold; gone++) Told.Add(plate.PathOf(gone));
            next = number + 1;
        }

        if (runs > MostRunsTold) findings.Error("frame-missing", plate.PathOf(plate.First), $"{runs - MostRunsTold:N0} more gaps are in {plate.Name}.", "Have the plate sent again.");
        return there;
    }

    // A gap that is listed is no fault of the delivery; it is told all the same. What lies between listed frames is missing.
    private void TellGap(ExpectedPlate plate, long first, long last, ref int runs)
    {
        if (plate.Listed.Count == 0)
        {
            if (++runs <= MostRunsTold) TellMissing(plate, first, last);
            return;
        }

        var left = plate.Listed.Where(one => one.Key >= first && one.Key <= last && one.Value.Stands == "nothing").OrderBy(one => one.Key).ToList();
        if (left.Count > 0)
            findings.Warning("frame-left-out", plate.PathOf(left[0].Key),
                $"{(left.Count == 1 ? $"Frame {left[0].Key.ToString(CultureInfo.InvariantCulture)} of {plate.Name} is" : $"The frames {Runs([.. left.Select(one => one.Key)])} of {plate.Name} are")} left out: the package lists that they could not be read. {left[0].Value.Why}".TrimEnd(),
                "The plate is not whole: ask whether the original can be brought back.");
        var next = first;
        foreach (var number in left.Select(one => one.Key).Append(last + 1))
        {
            if (number > next && ++runs <= MostRunsTold) TellMissing(plate, next, number - 1);
            next = number + 1;
        }
    }

    /// <summary>Frames that stand for others: told where they are listed, and a fault where the list and the frame do not agree.</summary>
    private static IEnumerable<(HeaderCheck.Fault Fault, string Path, List<long> Frames)> StandIns(ExpectedPlate plate, List<long> there, FrameLook[] looks)
    {
        var (listed, unlisted, plain) = (new List<long>(), new List<long>(), new List<long>());
        for (var i = 0; i < looks.Length; i++)
        {
            if (looks[i].Refusal is not null) continue;
            var says = plate.Listed.TryGetValue(there[i], out var one) ? one.Stands : null;
            if (looks[i].StandsIn is { } word) (says == word ? listed : unlisted).Add(there[i]);
            else if (says is not null) plain.Add(there[i]);
        }

        (HeaderCheck.Fault, string, List<long>) Told(string code, bool isWarning, string message, string advice, List<long> frames) => (new(code, isWarning, message, advice), plate.PathOf(frames[0]), frames);
        if (listed.Count > 0)
            yield return Told("frame-stands-in", true, $"It stands for a frame that could not be read, as the package lists ({looks[there.IndexOf(listed[0])].StandsIn}). {plate.Listed[listed[0]].Why}".TrimEnd(), "The plate is not whole: ask whether the original can be brought back.", listed);
        if (unlisted.Count > 0) yield return Told("frame-stands-in-unlisted", false, "It says that it stands for a frame that could not be read, and the package does not list it so.", "Ask whoever made the package which of them is right.", unlisted);
        if (plain.Count > 0) yield return Told("frame-not-marked", false, "The package lists that it could not be read, and its header does not say that it stands for another.", "Ask whoever made the package which of them is right.", plain);
    }

    private void TellMissing(ExpectedPlate plate, long first, long last)
    {
        var path = plate.PathOf(first);
        if (first == last && (files.Alike(path) ?? renamed.GetValueOrDefault(path)) is { } other && other != path)
        {
            Told.Add(other);
            findings.Error("frame-name", other, $"It would be a frame of {plate.Name} if it were named '{Last(path)}'.", "Give it its name.");
            return;
        }

        var count = last - first + 1;
        findings.Error("frame-missing", path, string.Create(CultureInfo.InvariantCulture,
            $"{(count == 1 ? $"Frame {first} of {plate.Name} is" : count == plate.Frames ? $"All {count:N0} frames of {plate.Name} are" : $"The {count:N0} frames {first} to {last} of {plate.Name} are")} not there."), "Have what is missing sent again.");
    }

    /// <summary>Numbers as people write them: <c>1001-1004, 1010</c>; the first ten stretches.</summary>
    internal static string Runs(IReadOnlyList<long> numbers)
    {
        var runs = new List<string>();
        for (var i = 0; i < numbers.Count && runs.Count < 11;)
        {
            var end = i;
            while (end + 1 < numbers.Count && numbers[end + 1] == numbers[end] + 1) end++;
            runs.Add(runs.Count == 10 ? "…" : i == end ? numbers[i].ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{numbers[i]}-{numbers[end]}"));
            i = end + 1;
        }

        return string.Join(", ", runs);
    }

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
