using System.Globalization;

namespace Acetate.Benchmarks.Engine;

/// <summary>The media engine as it is used, each piece of work beside a peer in the same run.</summary>
/// <remarks>Options: <c>--only plates|raw-proxy|movie-proxy|worker|memory</c>, <c>--rounds N</c> (default 3), <c>--folder DIR</c> with two gigabytes free.</remarks>
internal static class EngineBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = int.Parse(args.Option("--rounds") ?? "3", CultureInfo.InvariantCulture);
        var only = args.Option("--only");
        var home = Directory.CreateDirectory(Path.Join(args.Option("--folder") ?? Path.GetTempPath(), $"acetate-bench-engine-{Environment.ProcessId}"));
        try
        {
            var shot = only is null or "plates" or "raw-proxy" ? SensorClip.Shoot(home.FullName) : null;
            if (Wanted("plates")) await Plates.RunAsync(shot!, Room("plates"), rounds);
            if (Wanted("raw-proxy")) await Proxies.OfRawAsync(shot!, Room("raw-proxy"), rounds);
            if (Wanted("movie-proxy")) await Proxies.OfMovieAsync(Room("movie-proxy"), rounds);
            if (Wanted("worker")) await Programs.FirstPixelAsync(Room("worker"), rounds);
            if (Wanted("memory")) await Programs.CeilingAsync(Room("memory"));
        }
        finally
        {
            home.Delete(recursive: true);
        }

        return 0;

        bool Wanted(string name) => only is null || only == name;

        string Room(string name) => home.CreateSubdirectory(name).FullName;
    }
}
