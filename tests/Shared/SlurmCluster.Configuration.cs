namespace Acetate.Tests;

/// <remarks>Everything on one machine: no cgroups, no accounting, and times short enough to watch.</remarks>
internal sealed partial class SlurmCluster
{
    private string ConfigurationText()
    {
        var host = Environment.MachineName.Split('.')[0];
        return $"""
            ClusterName=acetate
            SlurmctldHost={host}({place.Controller})
            SlurmctldPort={controllerPort}
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={Folder}/munge.sock
            AuthAltTypes=auth/jwt
            AuthAltParameters=jwt_key={Folder}/jwt.key
            StateSaveLocation={Folder}/state
            SlurmdSpoolDir={Folder}/spool/%n
            SlurmctldPidFile={Folder}/run/ctld.pid
            SlurmdPidFile={Folder}/run/%n.pid
            SlurmctldLogFile={Folder}/ctld.log
            SlurmdLogFile={Folder}/%n.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU_Memory
            SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
            SlurmdParameters=config_overrides
            DefMemPerCPU=256
            ReturnToService=2
            SlurmdTimeout=10
            SlurmctldTimeout=10
            InactiveLimit=0
            KillWait=3
            MinJobAge=10
            PreemptType=preempt/partition_prio
            PreemptMode=REQUEUE
            Licenses=adapter:1
            JobCompType=jobcomp/none
            AccountingStorageType=accounting_storage/none
            {string.Join('\n', Nodes.Zip(nodePorts, (node, port) => $"NodeName={node} NodeAddr={place.AddressOf(node)} NodeHostname={host} Port={port} CPUs={place.Cores} RealMemory=8192"))}
            PartitionName=main Nodes=n1,n2,n3 Default=YES State=UP PriorityTier=1
            PartitionName=small Nodes=n3 State=UP PriorityTier=1
            PartitionName=urgent Nodes=n3 State=UP PriorityTier=10
            {CloudText(host)}
            """;
    }

    /// <summary>Nodes that are there while work waits for them: Slurm's power saving with the programs that facilities have for it, and a provider whose machines are daemons here.</summary>
    private string CloudText(string host) => place.Cloud.Length == 0 ? "" : $"""
        PrivateData=cloud
        ResumeProgram={Folder}/cloud/resume
        SuspendProgram={Folder}/cloud/suspend
        SuspendTime=2
        SuspendTimeout=3
        ResumeTimeout=20
        ResumeRate=0
        SuspendRate=0
        SuspendExcNodes={string.Join(',', Nodes)}
        {string.Join('\n', place.Cloud.Zip(cloudPorts, (node, port) => $"NodeName={node} NodeAddr=127.0.0.1 NodeHostname={host} Port={port} CPUs={place.Cores} RealMemory=8192 State=CLOUD"))}
        PartitionName=cloud Nodes={string.Join(',', place.Cloud)} State=UP

        """;

    /// <summary>What the provider of the cloud's machines was asked, such as <c>c1 on</c> and <c>c1 off</c>, and <c>c1 none</c> where it had none.</summary>
    public string[] CloudLog() => File.Exists(Path.Join(Folder, "cloud", "log")) ? File.ReadAllLines(Path.Join(Folder, "cloud", "log")) : [];

    /// <summary>Has the provider run out of a machine.</summary>
    public void RunOutOf(string node) => File.WriteAllText(Path.Join(Folder, "cloud", $"none-{node}"), "");

    private async Task WriteCloudAsync()
    {
        var folder = Directory.CreateDirectory(Path.Join(Folder, "cloud")).FullName;
        foreach (var program in (string[])["resume", "suspend"]) File.Copy(Path.Join(place.CloudPrograms, program), Path.Join(folder, program));
        // A machine takes a second to boot, and is found by what its daemon has in its environment.
        await File.WriteAllTextAsync(Path.Join(folder, "provider"), $$"""
            #!/bin/bash
            case "$1" in
              start)
                [ ! -e '{{folder}}/none-'$2 ] || { echo "$2 none" >>'{{folder}}/log'; echo "there is no machine left for $2" >&2; exit 1; }
                echo "$2 on" >>'{{folder}}/log'
                SLURM_CONF='{{Configuration}}' ACETATE_TEST_NODE=$2 ACETATE_TEST_DAEMON=slurmd setsid bash -c 'sleep 1; exec "$0" "$@"' '{{Find("slurmd")}}' -D -b -N "$2" -f '{{Configuration}}' >>'{{Folder}}/'$2.out 2>&1 </dev/null & ;;
              stop)
                echo "$2 off" >>'{{folder}}/log'
                grep -lzxF "ACETATE_TEST_NODE=$2" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | while read -r id; do grep -qzxF 'SLURM_CONF={{Configuration}}' "/proc/$id/environ" && kill -9 "$id"; done 2>/dev/null ;;
            esac
            exit 0

            """);
        if (OperatingSystem.IsWindows()) return;
        foreach (var program in (string[])["resume", "suspend", "provider"]) File.SetUnixFileMode(Path.Join(folder, program), (UnixFileMode)Convert.ToInt32("755", 8));
    }
}

/// <summary>Where a cluster lives, and how its nodes are reached; by default on loopback, each by its port, in a temporary folder.</summary>
internal sealed record SlurmPlace
{
    /// <summary>Its folder, which is made.</summary>
    public string Folder { get; init; } = Path.Join(Path.GetTempPath(), $"acetate-slurm-{Guid.NewGuid():N}"[..30]);

    /// <summary>Whether the folder, with its logs, is left behind when the cluster ends.</summary>
    public bool IsKept { get; init; }

    /// <summary>Where the nodes find the controller.</summary>
    public string Controller { get; init; } = "127.0.0.1";

    /// <summary>How many cores each node says that it has.</summary>
    public int Cores { get; init; } = 4;

    /// <summary>Nodes of a cloud, in a partition of that name: none of them is there until work waits for it.</summary>
    public string[] Cloud { get; init; } = [];

    /// <summary>The folder of the programs by which Slurm starts and ends them.</summary>
    public string CloudPrograms { get; init; } = "";

    /// <summary>Where a node is found.</summary>
    public Func<string, string> AddressOf { get; init; } = _ => "127.0.0.1";

    /// <summary>What stands before a command, with a space after it, so that it runs in a node's own network; nothing where all share one.</summary>
    public Func<string, string> Inside { get; init; } = _ => "";
}
