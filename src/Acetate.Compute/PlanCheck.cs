using System.Collections.Immutable;

namespace Acetate.Compute;

/// <summary>Tells whether a plan makes sense before anything is written down.</summary>
public static class PlanCheck
{
    extension(Plan plan)
    {
        /// <summary>Everything that is wrong with the plan, as sentences; empty when it can be submitted.</summary>
        public ImmutableArray<string> Problems()
        {
            ArgumentNullException.ThrowIfNull(plan);
            var problems = ImmutableArray.CreateBuilder<string>();
            if (string.IsNullOrWhiteSpace(plan.Key)) problems.Add("The plan has no key.");
            if (!KebabName.IsValid(plan.Kind)) problems.Add($"The plan's kind '{plan.Kind}' is not a kebab-case name.");
            if (string.IsNullOrWhiteSpace(plan.Show)) problems.Add("The plan has no show to charge.");
            if (plan.Steps.IsDefaultOrEmpty)
            {
                problems.Add("The plan has no steps.");
                return problems.ToImmutable();
            }
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var step in plan.Steps)
                if (string.IsNullOrWhiteSpace(step.Name)) problems.Add("A step has no name.");
                else if (!names.Add(step.Name)) problems.Add($"Two steps are called '{step.Name}'.");
            foreach (var step in plan.Steps) Check(step, names, problems);
            if (problems.Count == 0) CheckOrder(plan, problems);
            return problems.ToImmutable();
        }

        /// <summary>The plan itself.</summary>
        /// <exception cref="ArgumentException">It has problems; the message lists them.</exception>
        public Plan Checked() => plan.Problems() is { IsEmpty: false } problems
            ? throw new ArgumentException($"The plan '{plan.Key}' cannot be submitted. {string.Join(' ', problems)}")
            : plan;
    }

    private static void Check(Step step, HashSet<string> names, ImmutableArray<string>.Builder problems)
    {
        if (!KebabName.IsValid(step.Function)) problems.Add($"The function '{step.Function}' of step '{step.Name}' is not a kebab-case name.");
        if (step.Request.ValueKind == System.Text.Json.JsonValueKind.Undefined) problems.Add($"Step '{step.Name}' has no request.");
        if (!double.IsFinite(step.Weight) || step.Weight < 0) problems.Add($"The weight of step '{step.Name}' is not a positive number.");
        if (!double.IsFinite(step.Needs.Cores) || step.Needs.Cores < 0 || step.Needs.MemoryMiB < 0)
            problems.Add($"The needs of step '{step.Name}' are not positive numbers.");
        if (step.Needs.Stall <= TimeSpan.Zero) problems.Add($"Step '{step.Name}' would be given up at once: its stall time is not positive.");
        if (step.Key is { } key && (string.IsNullOrWhiteSpace(key.Name) || string.IsNullOrWhiteSpace(key.Label))) problems.Add($"The key of step '{step.Name}' has no name.");
        if (step.Key is { Width: < 1 }) problems.Add($"Step '{step.Name}' would never begin: of its key '{step.Key.Name}' there is none.");
        foreach (var name in step.Predecessors)
            if (name == step.Name) problems.Add($"Step '{name}' waits for itself.");
            else if (!names.Contains(name)) problems.Add($"Step '{step.Name}' waits for '{name}', which is not in the plan.");
    }

    /// <summary>Takes away steps that wait for nothing until none is left; what stays waits in a circle.</summary>
    private static void CheckOrder(Plan plan, ImmutableArray<string>.Builder problems)
    {
        var open = plan.Steps.ToDictionary(s => s.Name, s => s.Predecessors.Length, StringComparer.Ordinal);
        var followers = plan.Steps
            .SelectMany(s => s.Predecessors.Select(p => (Before: p, After: s.Name)))
            .ToLookup(e => e.Before, e => e.After, StringComparer.Ordinal);
        var free = new Queue<string>(open.Where(e => e.Value == 0).Select(e => e.Key));
        var placed = 0;
        while (free.TryDequeue(out var name))
        {
            placed++;
            foreach (var follower in followers[name])
                if (--open[follower] == 0) free.Enqueue(follower);
        }
        if (placed == open.Count) return;
        var circle = open.Where(e => e.Value > 0).Select(e => e.Key).Order(StringComparer.Ordinal).Take(5);
        problems.Add($"These steps wait for each other in a circle: {string.Join(", ", circle)}.");
    }
}
