using Acetate.Compute.Hosting;
using Acetate.Compute.Slurm;
using Acetate.Tests.Workers;
using Acetate.Tools.Tests.Jobs;

namespace Acetate.Tools.Tests;

/// <summary>The test program; also the worker and the runner that the kill tests start and kill.</summary>
internal static class TestProgram
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [TestFunctions.WorkerArgument] => await WorkerHost.RunAsync(TestFunctions.Catalogue),
        [TestFunctions.WorkerArgument, .. var more] when PilotProgram.IsAskedFor(more) => await PilotProgram.RunAsync(more[1]),
        [RunnerProgram.Argument, var file] => await RunnerProgram.RunAsync(file),
        _ => await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
