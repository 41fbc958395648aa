using System.Text.Json;
using Acetate.Compute;

namespace Acetate.Library.Tests.Compute;

public sealed class PlanTests
{
    [Fact]
    public void A_plan_in_order_has_no_problems() =>
        Assert.Empty(PlanOf(Step("a"), Step("b") with { After = ["a"] }, Step("c") with { Uses = ["a", "b"], After = ["b"] }).Problems());

    [Fact]
    public void Steps_may_stand_in_any_order_as_long_as_there_is_one() =>
        Assert.Empty(PlanOf(Step("b") with { After = ["a"] }, Step("a")).Problems());

    [Fact]
    public void A_circle_is_named() =>
        Assert.Equal("These steps wait for each other in a circle: b, c.",
            Assert.Single(PlanOf(Step("a"), Step("b") with { After = ["a", "c"] }, Step("c") with { Uses = ["b"] }).Problems()));

    [Fact]
    public void Two_steps_of_one_name_an_unknown_name_and_a_step_after_itself_are_all_told_at_once() =>
        Assert.Equal(
            ["Two steps are called 'a'.", "Step 'b' waits for 'z', which is not in the plan.", "Step 'c' waits for itself."],
            PlanOf(Step("a"), Step("a"), Step("b") with { After = ["z"] }, Step("c") with { Uses = ["c"] }).Problems());

    [Fact]
    public void A_request_that_somebody_wrote_on_several_lines_is_sent_on_one()
    {
        var request = JsonSerializer.Deserialize<JsonElement>("{\n  \"path\": \"a\\nb\",\r\n  \"length\": 1\n}");

        var line = JsonSerializer.Serialize(new WorkerRequest("a", "f", request), ComputeJson.Options);

        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.Equal("a\nb", JsonSerializer.Deserialize<WorkerRequest>(line, ComputeJson.Options)!.Request.GetProperty("path").GetString());
    }

    [Fact]
    public void An_empty_plan_is_refused() =>
        Assert.Contains("no steps", Assert.Throws<ArgumentException>(() => PlanOf().Checked()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_step_waits_once_for_one_it_both_follows_and_uses() =>
        Assert.Equal(["a", "b"], (Step("c") with { After = ["a", "b"], Uses = ["b"] }).Predecessors);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(34, 60)]
    public void A_passing_fault_is_tried_again_ever_more_slowly_up_to_a_minute(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Standard[RetryClass.Transient].DelayAfter(failures));

    [Fact]
    public void A_step_is_put_aside_after_the_tries_of_its_class_or_its_own()
    {
        Assert.Null(RetryPolicy.Standard[RetryClass.Transient].DelayAfter(35));
        Assert.NotNull(RetryPolicy.Standard[RetryClass.Transient].DelayAfter(2, limit: 3));
        Assert.Null(RetryPolicy.Standard[RetryClass.Transient].DelayAfter(3, limit: 3));
        Assert.Null(RetryPolicy.Standard[RetryClass.Data].DelayAfter(1));
        Assert.Equal(TimeSpan.FromMinutes(5), RetryPolicy.Standard[RetryClass.Licence].DelayAfter(int.MaxValue));
    }

    [Theory]
    [InlineData("copy-files", true)]
    [InlineData("a", true)]
    [InlineData("sha-256", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("Copy", false)]
    [InlineData("copy files", false)]
    public void Names_of_functions_are_in_kebab_case(string name, bool valid) => Assert.Equal(valid, KebabName.IsValid(name));

    [Fact]
    public void Every_kind_of_result_survives_being_written_down()
    {
        StepResult[] results =
        [
            new StepResult.Failed(RetryClass.Licence, "m", "a") { Tries = 3 }, new StepResult.Cancelled(), new StepResult.Lost("r"),
        ];

        foreach (var result in results)
            Assert.Equal(result, JsonSerializer.Deserialize<StepResult>(JsonSerializer.Serialize(result, ComputeJson.Options), ComputeJson.Options));
    }

    private static Step Step(string name) =>
        new() { Name = name, Function = "echo", Request = JsonSerializer.SerializeToElement(new { }) };

    private static Plan PlanOf(params Step[] steps) =>
        new() { Key = "k", Kind = "test", Title = "t", Show = "s", Steps = [.. steps] };
}
