// What is behind './dev cluster': a facility on one machine, to look at and to break.
using Acetate.Cluster;
using Acetate.Tests;

var folder = new ClusterFolder(Directory.GetCurrentDirectory());
try
{
    return args switch
    {
        [] or ["--small"] => await Show.RunAsync(folder, isSmall: args.Length == 1),
        ["prove", .. var options] when options.All(option => option is "--small" or "--containers") => await Proof.RunAsync(folder, options.Contains("--small"), options.Contains("--containers")),
        ["faults", .. var options] => await Faults.RunAsync(folder, options),
        ["stop"] => await Show.StopAsync(folder),
        ["status"] or ["work"] => await Control.AskAsync(folder, args),
        ["kill" or "start", var name] when DemoCluster.Names.Contains(name) => await Control.AskAsync(folder, args),
        ["kill" or "start", ..] => throw new ClusterException($"Say what to {args[0]}: a node ({string.Join(", ", SlurmCluster.Nodes)}), a server (s1, s2), or the 'controller' of Slurm, the 'database', the 'gateway' of S3."),
        ["help" or "--help" or "-h"] => Usage(0),
        _ => Usage(2),
    };
}
catch (Exception problem) when (problem is ClusterException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine($"dev: {problem.Message}");
    return 1;
}

static int Usage(int code)
{
    (code == 0 ? Console.Out : Console.Error).WriteLine("""
        ./dev cluster            PostgreSQL, S3, Slurm with three nodes and two servers on this machine, and the demo show on them, until Ctrl+C
                                 (--small: smaller pictures; also with prove)
        ./dev cluster status     from another terminal: servers, nodes, jobs, steps
        ./dev cluster work       hands the demo day in once more: a minute or two of work
        ./dev cluster kill X     kills node n1, n2 or n3, server s1 or s2, Slurm's 'controller', the 'database', S3's 'gateway'
        ./dev cluster start X    starts it again
        ./dev cluster stop       ends it all
        ./dev cluster prove      all of it without anybody: a node is killed, every step must end once, every byte must be right
                                 (--containers: each job of a node is a container of the image that deploy/images/build.sh makes)
        ./dev cluster faults     the same for minutes, with everything that can be killed, cut off or filled up (--steps 500 --minutes 5 --seed 7)
        """);
    return code;
}
