using System.Collections.Immutable;
using Acetate.Compute.Slurm;

namespace Acetate.Library.Tests.Compute;

/// <summary>The programs of deploy/kubernetes, asked as the engine asks Slurm's, against a stand-in for <c>kubectl</c> that keeps what it is told.</summary>
public sealed class KubernetesProgramsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public KubernetesProgramsTests()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The programs are scripts for bash.");
        var kubectl = Path.Join(_folder.Path, "kubectl");
        File.WriteAllText(kubectl, $$"""
            #!/bin/bash
            echo "$@" >> {{_folder.Path}}/calls
            case "$1 $2" in
              "create "*) cat > {{_folder.Path}}/made.yaml; echo job.batch/acetate-pilots-x7k2p ;;
              "get jobs") printf 'acetate-pilots-x7k2p|0199aa|4|\nacetate-pilots-done|0199bb|2|over\n' ;;
              "get pods") printf 'acetate-pilots-x7k2p_0|Running||node-a|\nacetate-pilots-x7k2p_1|Pending||<no value>|Unschedulable\nacetate-pilots-x7k2p_2|Failed||node-b|Evicted\nacetate-pilots-done_0|Succeeded||node-a|\n' ;;
            esac
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(kubectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_submission_is_one_indexed_Job_with_a_pod_for_each_task()
    {
        var id = await Programs().SubmitAsync(Array(new() { Partition = "urgent" }), TestContext.Current.CancellationToken);

        var made = File.ReadAllText(Path.Join(_folder.Path, "made.yaml"));
        Assert.Equal("acetate-pilots-x7k2p", id);
        foreach (var line in (string[])["completions: 4", "parallelism: 4", "acetate.dev/engine: \"acetate-abc\"", "acetate.dev/submission: \"0199aa\"", "requests: { cpu: \"8\", memory: 16640Mi }",
            """command: ["/usr/lib/acetate/acetate-worker", "--say", "a \"b\" \\ c", "pilot", "/farm/spool/pilots/0199aa"]"""]) Assert.Contains(line, made, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Split('\n'), line => !line.StartsWith('#') && line.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_task_is_told_of_whether_its_pod_is_there_or_not()
    {
        var jobs = await Programs().QueueAsync("acetate-abc", TestContext.Current.CancellationToken);

        Assert.Equal(
        [
            new("acetate-pilots-x7k2p_0", "0199aa", "RUNNING", "node-a", ""), new("acetate-pilots-x7k2p_1", "0199aa", "PENDING", "", "Unschedulable"),
            new("acetate-pilots-x7k2p_2", "0199aa", "PREEMPTED", "node-b", "Evicted"), new("acetate-pilots-x7k2p_3", "0199aa", "PENDING", "", ""),
            new("acetate-pilots-done_0", "0199bb", "COMPLETED", "node-a", ""), new SlurmJob("acetate-pilots-done_1", "0199bb", "CANCELLED", "", ""),
        ], jobs);
        Assert.Equal([0, 1, 2, 3, 0, 1], jobs.Select(job => job.Task));
    }

    [Fact]
    public async Task A_task_is_taken_back_as_a_pod_and_an_array_as_a_Job()
    {
        await Programs().CancelAsync(["acetate-pilots-x7k2p_1", "acetate-pilots-done"], TestContext.Current.CancellationToken);

        Assert.Equal(
        [
            "delete pods --ignore-not-found --wait=false -l job-name=acetate-pilots-x7k2p,batch.kubernetes.io/job-completion-index=1",
            "delete job acetate-pilots-done --ignore-not-found --wait=false --cascade=foreground",
        ], File.ReadAllLines(Path.Join(_folder.Path, "calls")));
    }

    [Fact]
    public async Task What_pods_do_not_have_is_refused_for_good()
    {
        var refused = await Assert.ThrowsAsync<SlurmException>(() => Programs().SubmitAsync(Array(new() { Licences = "decoder:1" }), TestContext.Current.CancellationToken));

        Assert.True(refused.IsRefusal);
        Assert.Contains("'--licenses=decoder:1': jobs are pods of Kubernetes here", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy/kubernetes/slurm.json")]
    [InlineData("deploy/slurm/slurm.json")]
    [InlineData("deploy/slurm/containers.json")]
    public void The_options_that_are_shipped_are_understood(string file) => Assert.NotEmpty(SlurmOptionsFile.Read(Path.Join(Corpus.RepositoryRoot, file)).Spool);

    private SlurmCommands Programs() => new(Path.Join(Corpus.RepositoryRoot, "deploy/kubernetes/programs"), ImmutableDictionary<string, string>.Empty
        .Add("PATH", $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}").Add("ACETATE_PILOT_TEMPLATE", Path.Join(Corpus.RepositoryRoot, "deploy/kubernetes/pilot.yaml")));

    private static PilotArray Array(SlurmLane lane) => new("acetate-abc", "0199aa", 4, 8, 16640, lane, 10, [], "/farm/spool/pilots/0199aa", "/farm/spool/run", ["/usr/lib/acetate/acetate-worker", "--say", "a \"b\" \\ c"]);
}
