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

            """;
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

    /// <summary>Where a node is found.</summary>
    public Func<string, string> AddressOf { get; init; } = _ => "127.0.0.1";

    /// <summary>What stands before a command, with a space after it, so that it runs in a node's own network; nothing where all share one.</summary>
    public Func<string, string> Inside { get; init; } = _ => "";
}
