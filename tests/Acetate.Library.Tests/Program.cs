using Acetate.Compute.Hosting;
using Acetate.Compute.Slurm;
using Acetate.Library.Tests;
using Acetate.Library.Tests.Compute;
using Acetate.Tests.Workers;

// The tests of the engines need a worker with functions of their own: this program is it.
if (args is [TestFunctions.WorkerArgument, .. var more] && PilotProgram.IsAskedFor(more)) return await PilotProgram.RunAsync(more[1]);
if (args is [SlurmEngineProgram.Argument, _]) return await SlurmEngineProgram.RunAsync(args[1]);
if (args is [TestFunctions.WorkerArgument]) return await WorkerHost.RunAsync(TestFunctions.Catalogue);
return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
