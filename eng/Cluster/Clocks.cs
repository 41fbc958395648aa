using System.Collections.Immutable;
using System.Globalization;
using Acetate.Tests;

namespace Acetate.Cluster;

/// <summary>Clocks of nodes and servers that can be put forward and back while programs run, though one kernel has but one: libfaketime, and a file for each that says how far it is off.</summary>
/// <remarks>Time of day alone; time that only ever passes (CLOCK_MONOTONIC) is everybody's, as on machines whose clocks somebody sets.</remarks>
internal sealed class Clocks
{
    private readonly ClusterFolder folder;
    private readonly string library;

    private Clocks(ClusterFolder folder, string library) => (this.folder, this.library) = (folder, library);

    /// <summary>Whose there are.</summary>
    public static ImmutableArray<string> Names { get; } = [.. SlurmCluster.Nodes, "s1", "s2"];

    /// <summary>Makes them, all right; null where libfaketime is not installed.</summary>
    public static Clocks? TryMake(ClusterFolder folder)
    {
        var library = Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(place => Path.Join(place, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        if (library is null) return null;
        var clocks = new Clocks(folder, library);
        Directory.CreateDirectory(folder.In("clocks"));
        foreach (var name in Names) clocks.Set(name, TimeSpan.Zero);
        return clocks;
    }

    /// <summary>Puts one forward, or back; programs that run see it within a second.</summary>
    public void Set(string name, TimeSpan off)
    {
        // Renamed, so that nobody reads half of it.
        var making = $"{FileOf(name)}.making";
        File.WriteAllText(making, string.Create(CultureInfo.InvariantCulture, $"{off.TotalSeconds:+0;-0;+0}\n"));
        File.Move(making, FileOf(name), overwrite: true);
    }

    /// <summary>The variables of a program that goes by that clock.</summary>
    public ImmutableDictionary<string, string> Of(string name) => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = library,
        ["FAKETIME_TIMESTAMP_FILE"] = FileOf(name),
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // With it on, whoever sleeps by a clock that is not faked wakes at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        ["NO_FAKE_STAT"] = "1",
    }.ToImmutableDictionary();

    /// <summary>A program that starts the worker with the clock of the node that it is on.</summary>
    public string WorkerOnNode(string worker)
    {
        var script = folder.In("worker-on-node");
        var settings = string.Concat(Of("$SLURMD_NODENAME").Select(pair => $"export {pair.Key}=\"{pair.Value}\"\n"));
        File.WriteAllText(script, $"#!/bin/sh\n{settings}exec '{worker}' \"$@\"\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        return script;
    }

    private string FileOf(string name) => Path.Join(folder.In("clocks"), name);
}
