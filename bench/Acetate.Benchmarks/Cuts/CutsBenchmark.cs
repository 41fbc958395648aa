using System.Diagnostics;
using System.Globalization;
using System.Text;
using Acetate.Benchmarks.Ingest;
using Acetate.Cuts;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Benchmarks.Cuts;

/// <summary>Reading a long edit decision list: our reader and the whole command, beside OpenTimelineIO's reader of the same dialect.</summary>
/// <remarks>Options: <c>--events N</c> (default 5,000), <c>--rounds N</c> (default 21). The peer is <c>python3</c> with the packages
/// <c>opentimelineio</c> and <c>otio-cmx3600-adapter</c>; <c>ACETATE_PEER_PYTHON</c> names another one.</remarks>
internal static class CutsBenchmark
{
    private const string Peer = """
        import sys, time, opentimelineio as otio
        times = []
        for _ in range(int(sys.argv[2])):
            started = time.perf_counter()
            otio.adapters.read_from_file(sys.argv[1], rate=24)
            times.append(time.perf_counter() - started)
        print(sorted(times)[len(times) // 2])
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture);
        var (events, rounds) = (Number("--events", 5000), Number("--rounds", 21));
        var folder = Directory.CreateTempSubdirectory("acetate-cuts-").FullName;
        try
        {
            var path = Path.Join(folder, "R1.edl");
            // OpenTimelineIO knows neither six digits of an event nor names beyond its columns in every version; the list is what Avid's File_32 writes.
            File.WriteAllText(path, LongList.Of(events));
            var bytes = File.ReadAllBytes(path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nReading a list of {events:N0} events, {bytes.Length / 1e6:F2} MB, {Encoding.UTF8.GetString(bytes).Count(letter => letter == '\n'):N0} lines; median of {rounds} after as many that warm up"));
            var (cold, cut, busy) = Median(rounds, () => Read(bytes));
            Print("our reader, to a cut", cut, $"{1000 * busy:F0} ms of processor time; the first, with nothing compiled: {1000 * cold:F0} ms   goal 50 ms or less for 5,000");
            var (_, lines, linesBusy) = Median(rounds, () => EdlReader.Read(new MemoryStream(bytes), "R1.edl").At(FrameRate.Fps24));
            Print("  of it the lines alone", lines, string.Create(CultureInfo.InvariantCulture, $"{1000 * linesBusy:F0} ms of processor time"));
            if (!File.Exists(Checkout.Acetate)) Console.WriteLine("  the command is not built ('./dev build' makes it): skipped");
            else Print("acetate cut read, start to end", Median(Math.Max(3, rounds / 6), () => Shell.Time(Checkout.Acetate, "cut", "read", path, "--rate", "24", "--json")).Median, "");
            await WithPeerAsync(folder, path, Math.Max(3, rounds / 4), cut);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task WithPeerAsync(string folder, string path, int rounds, double ours)
    {
        var script = Path.Join(folder, "peer.py");
        File.WriteAllText(script, Peer);
        using var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("ACETATE_PEER_PYTHON") ?? "python3", [script, path, $"{rounds}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var said = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !double.TryParse(said, CultureInfo.InvariantCulture, out var theirs))
            Console.WriteLine($"  OpenTimelineIO: skipped, {(await complaint).Trim().Split('\n')[^1]}");
        else Print("OpenTimelineIO, read_from_file", theirs, string.Create(CultureInfo.InvariantCulture, $"{theirs / ours:F1} x ours"));
    }

    private static int Read(byte[] bytes)
    {
        using var source = new MemoryStream(bytes);
        return CutReader.Read(source, "R1.edl", new() { Rate = FrameRate.Fps24 }).Events.Length;
    }

    private static (double First, double Median, double Busy) Median<T>(int rounds, Func<T> work)
    {
        var (times, busy) = (new List<double>(), new List<double>());
        for (var round = 0; round < 2 * rounds; round++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            work();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            busy.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        return (times[0], Shell.Median(times.Skip(rounds)), Shell.Median(busy.Skip(rounds)));
    }

    private static void Print(string what, double seconds, string more) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-34} {1000 * seconds,8:F1} ms   {more}"));
}
