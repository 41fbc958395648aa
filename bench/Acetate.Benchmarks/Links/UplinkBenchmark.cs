using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Ingest;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Shows;
using Acetate.Storage.Local;
using Acetate.Tests.Links;

namespace Acetate.Benchmarks.Links;

/// <summary>A card at a site whose line is bad, into the library of a server: <c>acetate ingest --server</c> through a simulated line, against what the line carries and against <c>curl -T</c>.</summary>
/// <remarks>
/// The line is made of two network namespaces with a program of ours between them that delays and drops packets (root, Linux). Measured is
/// the whole command until it says how the card stands, and the rate on the line while it was busy: between a twentieth and nineteen
/// twentieths of the bytes. Options: <c>--mbit N</c> (100), <c>--delay N</c> ms each way (50), <c>--loss N</c> percent (1), <c>--megabytes N</c>
/// (120), <c>--files N</c> (2), <c>--rounds N</c> (1), <c>--program PATH</c> for another build of the command.
/// </remarks>
internal static class UplinkBenchmark
{
    private const string Show = "BENCH";

    public static async Task<int> RunAsync(string[] args)
    {
        if (SiteLink.WhyNot() is { } missing)
        {
            Console.Error.WriteLine(missing);
            return 2;
        }

        var (mbit, delay, loss, megabytes) = (Number(args, "--mbit", 100), Number(args, "--delay", 50), Number(args, "--loss", 1), Number(args, "--megabytes", 120));
        var (files, rounds, program) = ((int)Number(args, "--files", 2), (int)Number(args, "--rounds", 1), args.Option("--program") ?? Checkout.Acetate);
        var home = Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(home);
        await using var link = SiteLink.Start(new LinkTerms { Delay = TimeSpan.FromMilliseconds(delay), Loss = loss / 100, BitsPerSecond = (long)(mbit * 1e6) });
        try
        {
            var library = Path.Join(home, "library");
            var token = Path.Join(home, "token");
            PrivateFile.Write(token, await MakeAsync(library));
            using var sink = new Sink();
            var (ours, curl) = (new List<(double Rate, double Whole)>(), new List<double>());
            using var server = Process.Start(new ProcessStartInfo(program, ["serve", "--library", library, "--listen", $"http://{link.Here}:0", "--link", "--log", "text"]) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException("The server did not start.");
            try
            {
                var url = "";
                while (url.Length == 0 && await server.StandardOutput.ReadLineAsync() is { } line)
                    if (line.IndexOf("http", StringComparison.Ordinal) is >= 0 and var at && line.IndexOf("#token=", at, StringComparison.Ordinal) is > 0 and var end) url = line[at..end].TrimEnd('/');
                if (url.Length == 0) throw new InvalidOperationException($"The server did not start: {await server.StandardError.ReadToEndAsync()}");
                _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null);
                for (var round = 0; round < rounds; round++)
                {
                    var card = Path.Join(home, $"card-{round}", $"A00{round + 1}R2EC");
                    BenchmarkCard.Make(card, files, (int)(megabytes * 1e6 / files));
                    ours.Add(await IngestAsync(link, program, card, url, token, home, (long)(megabytes * 1e6)));
                    curl.Add(Curl(link, home, sink.Port, (int)Math.Max(2e6, megabytes / 24 * 1e6)));
                }
            }
            finally
            {
                server.Kill(entireProcessTree: true);
                await server.WaitForExitAsync();
            }

            var (rate, whole, peer, limit) = (Shell.Median(ours.Select(o => o.Rate)), Shell.Median(ours.Select(o => o.Whole)), Shell.Median(curl), mbit * 1e6 / 8);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"A line of {mbit} Mbit/s, {2 * delay} ms for an answer, {loss} % of packets lost; {megabytes} MB in {files} files, median of {rounds}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  acetate ingest, while it sends   {rate / 1e6,7:F2} MB/s   {rate / limit:F2} of the line   {rate / peer:F1} times curl"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  acetate ingest, the whole command{whole / 1e6,7:F2} MB/s   {whole / limit:F2} of the line   {whole / peer:F1} times curl"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  curl -T, one connection          {peer / 1e6,7:F2} MB/s   {peer / limit:F2} of the line"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  packets from the site: {link.FromSite.Passed:N0} arrived, {link.FromSite.Lost:N0} did not; {link.FromSite.Bytes / 1e6:F1} MB of them"));
            return 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<(double Rate, double Whole)> IngestAsync(SiteLink link, string program, string card, string url, string token, string home, long bytes)
    {
        var before = link.FromSite.Bytes;
        var since = Stopwatch.StartNew();
        using var command = Process.Start(new ProcessStartInfo(link.Inside[0], [.. link.Inside[1..], program, "ingest", card, "--show", Show, "--server", url, "--token-file", token, "--yes"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home },
        })!;
        var (output, error) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        double? begun = null, ended = null;
        while (!command.WaitForExit(20))
        {
            var sent = link.FromSite.Bytes - before;
            if (sent > bytes / 20) begun ??= since.Elapsed.TotalSeconds;
            if (sent > bytes / 20 * 19) ended ??= since.Elapsed.TotalSeconds;
        }

        var whole = since.Elapsed.TotalSeconds;
        if (command.ExitCode != 0) throw new InvalidOperationException($"acetate ingest ended with {command.ExitCode}: {await error}{await output}");
        return (bytes * 0.9 / (ended!.Value - begun!.Value), bytes / whole);
    }

    private static double Curl(SiteLink link, string home, int port, int bytes)
    {
        var file = Path.Join(home, "curl");
        File.WriteAllBytes(file, new byte[bytes]);
        return bytes / Shell.Time(link.Inside[0], [.. link.Inside[1..], "curl", "-sS", "-f", "-o", "/dev/null", "-T", file, $"http://{link.Here}:{port}/a"]);
    }

    private static async Task<string> MakeAsync(string home)
    {
        Directory.CreateDirectory(home);
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default);
        return await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = Show, Title = "Cards over a bad line" }, default);
            var dit = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = "dit", Kind = PrincipalKind.Service }, default);
            await tx.GrantAsync(dit.Id, Show, ShowRole.Operator, default);
            return (await tx.AddTokenAsync(dit.Id, "bench", [TokenScope.Read, TokenScope.Ingest, TokenScope.Station], null, default)).Secret.Text;
        }, default);
    }

    private static double Number(string[] args, string name, double otherwise) => args.Option(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
