using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Acetate.Compute.Hosting;

/// <summary>Writes log messages as lines of JSON to standard error, where the engine picks them up.</summary>
internal sealed class WorkerLoggerFactory(TextWriter output) : ILoggerFactory
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    /// <summary>Says that what is logged from now on belongs to another attempt.</summary>
    public void End(string attempt) => Write(LogLevel.Trace, WorkerLogLine.Ended, attempt);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message)
    {
        var line = JsonSerializer.Serialize(new WorkerLogLine(level.ToString().ToLowerInvariant(), category, message), ComputeJson.Options);
        lock (_lock) output.WriteLine(line);
    }

    private sealed class Lines(WorkerLoggerFactory owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var message = formatter(state, exception);
            owner.Write(logLevel, category, exception is null ? message : message + " " + exception);
        }
    }
}
