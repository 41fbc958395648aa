using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Compute.Slurm;
using Acetate.Steps;
using Acetate.Worker;

if (args is ["functions"])
{
    foreach (var name in StepCatalogue.Functions.Names) Console.WriteLine(name);
    return WorkerExit.Done;
}
if (PilotProgram.IsAskedFor(args)) return await PilotProgram.RunAsync(args[1]).ConfigureAwait(false);
if (args.Length > 0)
{
    Console.Error.WriteLine("""
        acetate-worker runs one step: a request as one line of JSON on standard input, progress and at last the result
        as lines of JSON on standard output, the log on standard error. It takes no arguments, except:
          functions    lists the functions it knows
          pilot DIR    takes steps one after the other as a job of Slurm; engines start it
        Exit codes: 0 done, 1 the input is at fault, 2 the command line is wrong, 3 the request cannot be read,
        5 trying again can help, 6 cancelled, 70 a bug.
        """);
    return WorkerExit.Usage;
}

// Where nobody listens the trace pipeline is not even loaded: that takes milliseconds, and building it tens of them.
if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 }) return await WorkerHost.RunAsync(StepCatalogue.Functions).ConfigureAwait(false);
return await TracedWorker.RunAsync().ConfigureAwait(false);
