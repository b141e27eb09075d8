%% The work of the questions in Erlang/OTP: gen_servers, started under a simple_one_for_one supervisor.
%% Prints the milliseconds that it took, or the bytes: erl -noshell -run work main WORK NUMBER NUMBER.
-module(work).
-behaviour(supervisor).
-export([main/1, init/1]).
-export([start_link/1]).

main([Work | Numbers]) ->
    process_flag(trap_exit, true),
    Value = measure(list_to_atom(Work), [list_to_integer(Number) || Number <- Numbers]),
    io:format("~.6f~n", [Value]),
    halt(0).

%% supervisor
init([]) ->
    Server = #{id => server, start => {server, start_link, []}, restart => permanent, shutdown => 5000},
    {ok, {#{strategy => simple_one_for_one, intensity => 3, period => 5}, [Server]}}.

start_link(Name) -> supervisor:start_link({local, Name}, ?MODULE, []).

spawn_one(Sup, Handle) ->
    {ok, Pid} = supervisor:start_child(Sup, [Handle]),
    Pid.

measure(tell, [Bursts, Messages]) ->
    {ok, Sup} = start_link(tell_sup),
    Self = self(),
    Count = fun({add, By}, Sum) ->
        Next = Sum + By,
        case Next rem Messages of
            0 -> Self ! handled;
            _ -> ok
        end,
        Next
    end,
    Pid = spawn_one(Sup, {Count, 0}),
    timed(fun() -> bursts(Bursts, Messages, Pid) end);
measure(ask, [Asks]) ->
    {ok, Sup} = start_link(ask_sup),
    Pid = spawn_one(Sup, {fun(next, Sum) -> Sum + 1 end, 0}),
    timed(fun() -> asks(Asks, Pid) end);
measure(fanIn, [Senders, Messages]) ->
    {ok, Sup} = start_link(fan_sup),
    Self = self(),
    Take = fun
        (take, 1) -> Self ! handled, 0;
        (take, Left) -> Left - 1
    end,
    Sink = spawn_one(Sup, {Take, Senders * Messages}),
    Go = fun(go, none) -> casts(Messages, Sink, take), none end,
    Sources = [spawn_one(Sup, {Go, none}) || _ <- lists:seq(1, Senders)],
    timed(fun() ->
        [gen_server:cast(Source, go) || Source <- Sources],
        receive handled -> ok end
    end);
measure(ring, [Actors, Hops]) ->
    {ok, Sup} = start_link(ring_sup),
    Self = self(),
    Hop = fun
        ({next, Next}, _) -> Next;
        ({hop, 0}, Next) -> Self ! handled, Next;
        ({hop, Left}, Next) -> gen_server:cast(Next, {hop, Left - 1}), Next
    end,
    Pids = [First | Rest] = [spawn_one(Sup, {Hop, none}) || _ <- lists:seq(1, Actors)],
    [gen_server:cast(Pid, {next, Next}) || {Pid, Next} <- lists:zip(Pids, Rest ++ [First])],
    timed(fun() ->
        gen_server:cast(First, {hop, Hops}),
        receive handled -> ok end
    end);
measure(spawnAndStop, [Actors]) ->
    {ok, Sup} = start_link(spawn_sup),
    timed(fun() ->
        [spawn_one(Sup, {fun(nothing, State) -> State end, none}) || _ <- lists:seq(1, Actors)],
        Ref = monitor(process, Sup),
        exit(Sup, shutdown),
        receive {'DOWN', Ref, process, _, _} -> ok end
    end);
measure(bytes, [Actors]) ->
    {ok, Sup} = start_link(bytes_sup),
    Before = held(),
    [spawn_one(Sup, {fun(nothing, State) -> State end, none}) || _ <- lists:seq(1, Actors)],
    (held() - Before) / Actors.

held() ->
    [erlang:garbage_collect(Pid) || Pid <- processes()],
    erlang:memory(total).

bursts(0, _, _) -> ok;
bursts(Left, Messages, Pid) ->
    casts(Messages, Pid, {add, 1}),
    receive handled -> ok end,
    bursts(Left - 1, Messages, Pid).

casts(0, _, _) -> ok;
casts(Left, Pid, Message) ->
    gen_server:cast(Pid, Message),
    casts(Left - 1, Pid, Message).

asks(0, _) -> ok;
asks(Left, Pid) ->
    _ = gen_server:call(Pid, next, 5000),
    asks(Left - 1, Pid).

timed(Work) ->
    Began = erlang:monotonic_time(nanosecond),
    Work(),
    (erlang:monotonic_time(nanosecond) - Began) / 1.0e6.
