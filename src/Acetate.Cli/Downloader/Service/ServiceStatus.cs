using System.Collections.Immutable;

namespace Acetate.Cli.Downloader.Service;

/// <summary>How the service stands: what the status page shows, and <c>/status.json</c>.</summary>
/// <param name="Site">The name under which the production sees this site.</param>
/// <param name="Server">The server.</param>
/// <param name="Since">When the service began.</param>
/// <param name="At">When this was true.</param>
/// <param name="State"><c>fetching</c>, <c>waiting</c> or <c>idle</c>.</param>
/// <param name="Attention">What a person should see to, as sentences.</param>
/// <param name="CapBytesPerSecond">What may be fetched in a second now; null without a cap.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Running">What is fetched now.</param>
/// <param name="Queue">What comes next, in order; what failed and is tried later among it.</param>
/// <param name="Arrived">What arrived last, newest first.</param>
/// <param name="Hooks">Programs that are to run, or that failed.</param>
/// <param name="Disks">The disks that are fetched to.</param>
internal sealed record ServiceStatus(string Site, string Server, DateTimeOffset Since, DateTimeOffset At, string State, ImmutableArray<string> Attention, long? CapBytesPerSecond,
    ImmutableArray<RuleStatus> Rules, ImmutableArray<RunningStatus> Running, ImmutableArray<QueuedStatus> Queue, ImmutableArray<ArrivedStatus> Arrived, ImmutableArray<HookWork> Hooks, ImmutableArray<DiskStatus> Disks);

/// <summary>A rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fetches">What it fetches, in words.</param>
/// <param name="To">The folder.</param>
/// <param name="State"><c>current</c>, <c>away</c> (the server does not answer), <c>refused</c>, <c>unapproved</c> (a second person must agree) or <c>new</c>.</param>
/// <param name="Says">What the state means here; empty when there is nothing to say.</param>
/// <param name="AskedAt">When the server was last asked.</param>
internal sealed record RuleStatus(string Name, string Fetches, string To, string State, string Says, DateTimeOffset? AskedAt);

/// <summary>A folder that is fetched.</summary>
/// <param name="Rule">For which rule.</param>
/// <param name="Name">The roll.</param>
/// <param name="Asset">What of it.</param>
/// <param name="Folder">Where it goes, below the rule's folder.</param>
/// <param name="Files">Files as shot.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Done">Bytes written of what was missing when it began.</param>
/// <param name="ToFetch">Bytes that were missing when it began; 0 until that is known.</param>
/// <param name="BytesPerSecond">The rate.</param>
/// <param name="Waiting">What it waits for; empty when it moves.</param>
internal sealed record RunningStatus(string Rule, string Name, string Asset, string Folder, long Files, long Bytes, long Done, long ToFetch, long BytesPerSecond, string Waiting);

/// <summary>A folder that waits.</summary>
/// <param name="Rule">For which rule.</param>
/// <param name="Name">The roll.</param>
/// <param name="Asset">What of it.</param>
/// <param name="Files">Files as shot.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="IsFirst">Whether somebody moved it to the front.</param>
/// <param name="Why">Why it waits, when that is more than its turn.</param>
/// <param name="NotBefore">When it is tried again.</param>
internal sealed record QueuedStatus(string Rule, string Name, string Asset, long Files, long Bytes, bool IsFirst, string Why, DateTimeOffset? NotBefore);

/// <summary>A folder that arrived.</summary>
/// <param name="Name">The roll.</param>
/// <param name="Asset">What of it.</param>
/// <param name="Folder">Its full path.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Generation">The generation that seals it.</param>
/// <param name="At">When.</param>
internal sealed record ArrivedStatus(string Name, string Asset, string Folder, long Files, long Bytes, int Generation, DateTimeOffset At);

/// <summary>A disk.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Free">Bytes that are free.</param>
/// <param name="Total">Bytes that it holds.</param>
/// <param name="Reserve">Bytes that are to stay free.</param>
internal sealed record DiskStatus(string MountPoint, long Free, long Total, long Reserve);
