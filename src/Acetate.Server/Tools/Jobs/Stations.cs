using System.Collections.Concurrent;
using Acetate.Compute.Remote;
using Acetate.Server.Access;
using Acetate.Server.Problems;

namespace Acetate.Server.Tools.Jobs;

/// <summary>Whose the stations are: a name belongs to the principal that spoke for it first since the server started.</summary>
/// <param name="engines">The engines that stand for the stations here.</param>
public sealed class Stations(RemoteStations engines)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> sites = new(StringComparer.Ordinal);

    /// <summary>The engines that stand for the stations here.</summary>
    public RemoteStations Engines => engines;

    /// <summary>The station's engine, for a call from that station.</summary>
    public RemoteEngine Of(string name, Caller caller)
    {
        if (name.Length is 0 or > 120 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ':')))
            throw new ProblemException(ProblemType.InvalidRequest, "A station's name has letters, digits and - _ . : only, 1 to 120 of them.");
        if (owners.Count >= Most && !owners.ContainsKey(name)) owners.Clear();
        var owner = owners.GetOrAdd(name, caller.Name);
        return owner == caller.Name ? engines.For(name)
            : throw new ProblemException(ProblemType.NotPermitted, $"The station {name} belongs to {owner}.", "Give this station another name.");
    }

    /// <summary>Notes at which site a station stands, as it says when it offers a card; empty for none.</summary>
    public void At(string name, string site)
    {
        if (sites.Count >= Most && !sites.ContainsKey(name)) sites.Clear();
        sites[name] = site;
    }

    /// <summary>All of them by name.</summary>
    public IReadOnlyList<StationView> All() =>
    [
        .. engines.All.OrderBy(engine => engine.Name, StringComparer.Ordinal).Select(engine => new StationView(engine.Name,
            owners.GetValueOrDefault(engine.Name, ""), sites.GetValueOrDefault(engine.Name, ""), engine.IsConnected, Math.Round(engine.Silence.TotalSeconds, 1))),
    ];
}
